// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.DispatchListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fatal error that a thread keeps while a run ends is no business of the runs that are
 * opened and ended there by those who are told of that end (G16).
 */
class FatalErrorNeighbourTests {

	private static final OutOfMemoryError FATAL = new OutOfMemoryError("foreign");

	private final AtomicReference<CompletableFuture<Object>> next = new AtomicReference<>();

	/**
	 * Who is told of the end of a call and makes another.
	 */
	enum Told {

		FUTURE((calls) -> calls.first.callAsync("first").handle((result, failure) -> calls.makeNext())),

		STREAM((calls) -> calls.first.stream("first").doOnTerminate(calls::makeNext).collectList().toFuture()),

		STREAM_BEHIND((calls) -> calls.first.stream("first")
			.onErrorResume((failure) -> calls.second.stream("second"))
			.concatWith(calls.second.stream("third"))
			.collectList()
			.toFuture()),

		MONO((calls) -> calls.first.mono("first").doOnTerminate(calls::makeNext).toFuture());

		private final Function<Calls, CompletableFuture<?>> call;

		Told(Function<Calls, CompletableFuture<?>> call) {
			this.call = call;
		}

	}

	@ParameterizedTest
	@EnumSource
	void callThatFollowsASuccessIsNotFailed(Told told) {
		assertNextSucceeds(told, (engine) -> engine.model("a"));
	}

	@ParameterizedTest
	@EnumSource
	void callThatFollowsAFailureIsNotFailed(Told told) {
		assertNextSucceeds(told, (engine) -> new CallbackChatModel(engine.manager, TestProvider.of(() -> {
			throw new IllegalStateException("provider");
		})));
	}

	private void assertNextSucceeds(Told told, Function<BoundedEngine, CallbackChatModel> first) {
		Failing failing = new Failing(TerminalEvent.class);
		Recording.Blocking seen = new Recording.Blocking(HandlerSettings.none().withInline(true));
		try (BoundedEngine engine = new BoundedEngine().with(failing, seen)) {
			CompletableFuture<?> call = TestFutures
				.of(() -> told.call.apply(new Calls(first.apply(engine), engine.model("b"), this.next))
					.thenApply((value) -> (Object) value));
			Throwable failure = BoundedEngine.ended(call);
			if (this.next.get() != null) {
				assertThat(BoundedEngine.ended(this.next.get())).isNull();
			}
			else {
				// the call itself has thrown the error, or nobody was to make the next
				assertThat(told == Told.STREAM_BEHIND || failure == FATAL).isTrue();
			}
			engine.assertOver();
			BoundedEngine.assertWhole(seen.events());
			assertThat(seen.events()).filteredOn(ErrorEvent.class::isInstance)
				.allSatisfy((event) -> assertThat(event.run().id()).isEqualTo(failing.run.id()));
			engine.assertNextRunWorks();
		}
	}

	@Test
	void runInABodyIsNotFailed() {
		try (BoundedEngine engine = new BoundedEngine(4, (builder) -> builder.listener(new FailingListener("above")))
			.with(new Recording.Blocking())) {
			CompletableFuture<String> call = TestFutures.onThread(
					() -> engine.manager.chain("above").call(() -> engine.manager.chain("below").call(() -> "output")));
			Throwable failure = BoundedEngine.ended(call);
			assertThat(failure == null || failure == FATAL).isTrue();
			engine.assertOver();
		}
	}

	@Test
	void runThatIsEndedMeanwhileDoesNotThrow() {
		Failing failing = new Failing(ErrorEvent.class);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		try (BoundedEngine engine = new BoundedEngine().with(failing)) {
			DrivenRun other = engine.open("other");
			DrivenRun run = engine.open("run");
			run.finished().whenComplete((result, failure) -> {
				try {
					other.cancel();
					other.cancel();
				}
				catch (Throwable ex) {
					thrown.set(ex);
				}
			});
			Throwable atItsDoor = null;
			try {
				run.error(new IllegalStateException("failed"));
			}
			catch (OutOfMemoryError ex) {
				atItsDoor = ex;
			}
			assertThat(thrown).hasNullValue();
			assertThat(atItsDoor).isSameAs(FATAL);
			engine.assertOver();
		}
	}

	/**
	 * The calls of a test.
	 */
	private record Calls(CallbackChatModel first, CallbackChatModel second,
			AtomicReference<CompletableFuture<Object>> next) {

		private Object makeNext() {
			this.next.set(TestFutures.of(() -> this.second.callAsync("second").thenApply((value) -> (Object) value)));
			return this;
		}

	}

	/**
	 * An inline handler that fails once.
	 */
	private static final class Failing implements CallbackHandler {

		private final Class<?> type;

		private RunInfo run;

		private Failing(Class<?> type) {
			this.type = type;
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (this.run == null && this.type.isInstance(event)) {
				this.run = event.run();
				throw FATAL;
			}
		}

	}

	/**
	 * A listener that fails when a run has started.
	 */
	private record FailingListener(String name) implements DispatchListener {

		@Override
		public void started(RunInfo run) {
			if (run.name().equals(this.name)) {
				throw FATAL;
			}
		}

	}

}
