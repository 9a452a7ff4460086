// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunEndListener;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A blocking caller of several conversations that is interrupted while their runs are
 * opened (G1).
 */
class InterruptedBatchTests {

	private static final List<List<ChatMessage>> CONVERSATIONS = List.of(List.of(ChatMessage.user("0")),
			List.of(ChatMessage.user("1")), List.of(ChatMessage.user("2")));

	private final Recording.Blocking seen = new Recording.Blocking();

	private final Interrupting interrupting = new Interrupting();

	@Test
	void runThatEndsByItselfBeforeItsTurnHasItsErrorEvent() {
		try (BoundedEngine engine = new BoundedEngine().with(this.seen, this.interrupting)) {
			RunConfig config = RunConfig.empty().timeout(Duration.ofMillis(50));
			CompletableFuture<Boolean> interrupted = TestFutures.onThread(() -> {
				try {
					engine.model("a").generate(CONVERSATIONS, config);
				}
				catch (RuntimeException ex) {
					return Thread.interrupted();
				}
				return false;
			});
			assertThat(BoundedEngine.ended(interrupted)).isNull();
			assertThat(interrupted.join()).isTrue();
			engine.assertOver();
			BoundedEngine.assertWhole(this.seen.events());
			assertThat(this.seen.events()).filteredOn(ErrorEvent.class::isInstance).hasSize(3);
			engine.assertNextRunWorks();
		}
	}

	/**
	 * Interrupts the caller in the first start, lets the second run overrun its timeout
	 * in its start, and its ending wait for the third start.
	 */
	private static final class Interrupting implements AsyncCallbackHandler, RunEndListener {

		private final CompletableFuture<Object> secondEnds = new CompletableFuture<>();

		private final CountDownLatch thirdIsOpen = new CountDownLatch(1);

		private volatile RunInfo second;

		@Override
		public CompletionStage<?> onChatModelStart(ChatModelStart event) {
			switch (event.messages().get(0).text()) {
				case "0" -> {
					return interrupt(Thread.currentThread());
				}
				case "1" -> {
					this.second = event.run();
					return this.secondEnds;
				}
				default -> {
					this.thirdIsOpen.countDown();
					return null;
				}
			}
		}

		private static CompletionStage<?> interrupt(Thread caller) {
			caller.interrupt();
			return TestFutures.onThread(() -> {
				BoundedEngine.until("the interrupt is taken", () -> !caller.isInterrupted());
				return "taken";
			});
		}

		@Override
		public void ending(RunInfo run, Throwable error) {
			if (run == this.second) {
				this.secondEnds.complete("ended");
				TestEngine.hang(this.thirdIsOpen);
			}
		}

		@Override
		public void closed(RunInfo run, Throwable error) {
		}

	}

}
