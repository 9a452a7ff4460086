// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.spi.DispatchListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Listeners that are told when the work of a run begins.
 */
class StartedListenerTests {

	private final List<String> order = new CopyOnWriteArrayList<>();

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().listener(new DispatchListener() {

		@Override
		public void started(RunInfo run) {
			StartedListenerTests.this.order.add("begins");
		}

	}).build();

	@Test
	void workBeginsWhenTheHandlersHaveFinishedTheStartAndTheListenerWasTold() {
		this.dispatcher.add(new Starter(false));
		this.dispatcher.chain("chain").run(() -> this.order.add("work"));
		assertThat(this.order).containsExactly("handler", "begins", "work");
	}

	@Test
	void listenerIsNotToldOfARunThatAHandlerEndsAtItsStart() {
		this.dispatcher.add(new Starter(true));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.dispatcher.chain("chain").run(() -> this.order.add("work")));
		assertThat(this.order).containsExactly("handler");
	}

	private final class Starter implements CallbackHandler {

		private final boolean raises;

		private Starter(boolean raises) {
			this.raises = raises;
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withRaiseError(this.raises);
		}

		@Override
		public void onChainStart(ChainStart event) {
			StartedListenerTests.this.order.add("handler");
			if (this.raises) {
				throw new IllegalStateException("Not today");
			}
		}

	}

}
