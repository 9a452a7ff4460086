// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Stages of handlers whose methods throw fatal errors.
 */
class FatalErrorStageTests {

	private static final OutOfMemoryError FATAL = new OutOfMemoryError("stage");

	@ParameterizedTest
	@ValueSource(strings = { "isDone", "isCompletedExceptionally", "whenComplete" })
	void g16FatalErrorOfAStageIsThrownAgainBehindTheBookkeeping(String method) throws Exception {
		Recording.Async other = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(new Awaited(new Failing(method)), other)) {
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "chain", "input");
			assertThatThrownBy(() -> run.emit("event", null)).isSameAs(FATAL);
			assertThat(run.finished().toCompletableFuture()).failsWithin(TestEngine.LONG)
				.withThrowableThat()
				.havingRootCause()
				.isSameAs(FATAL);
			assertThat(other.names()).containsExactly("ChainStart", "CustomEvent", "ChainError");
		}
	}

	@Test
	void noErrorIsKeptForTheNextCall() throws Exception {
		try (TestEngine engine = new TestEngine().with(new Awaited(new Failing("whenComplete")))) {
			DrivenRun run = engine.manager.open(RunKind.CHAIN, "chain", "input");
			assertThatThrownBy(() -> run.emit("event", null)).isSameAs(FATAL);
			assertThat(Fatal.isKept()).isFalse();
			assertThat(engine.manager.chain("next").<String, RuntimeException>call(() -> "done")).isEqualTo("done");
		}
	}

	/** A handler that returns a stage for the event that is reported. */
	private record Awaited(CompletableFuture<Object> stage) implements AsyncCallbackHandler {

		@Override
		public CompletionStage<?> onCustomEvent(CustomEvent event) {
			return this.stage;
		}

	}

	/** A stage of which one method fails. */
	private static final class Failing extends CompletableFuture<Object> {

		private final String method;

		private Failing(String method) {
			this.method = method;
		}

		private void in(String method) {
			if (method.equals(this.method)) {
				throw FATAL;
			}
		}

		@Override
		public boolean isDone() {
			in("isDone");
			return super.isDone();
		}

		@Override
		public boolean isCompletedExceptionally() {
			in("isCompletedExceptionally");
			return super.isCompletedExceptionally();
		}

		@Override
		public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
			in("whenComplete");
			return super.whenComplete(action);
		}

	}

}
