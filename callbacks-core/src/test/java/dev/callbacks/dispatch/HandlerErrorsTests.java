// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestFutures;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Errors of handlers: whatever is thrown, by a handler of any kind, at any event, the
 * other handlers see every event. A fatal error fails the run and reaches the caller; all
 * else is isolated (G3, G16, B24).
 */
class HandlerErrorsTests {

	/** The kind of handler that throws. */
	enum Kind {

		BLOCKING(HandlerSettings.none()), SERIALIZED(HandlerSettings.none().withSerialized(true)),
		ONE_AT_A_TIME(HandlerSettings.none().withConcurrency(1)), INLINE(HandlerSettings.none().withInline(true)),
		ASYNC(HandlerSettings.none()), ASYNC_SERIALIZED(HandlerSettings.none().withSerialized(true)),
		ASYNC_STAGE(HandlerSettings.none()), ASYNC_LATE(HandlerSettings.none());

		private final HandlerSettings settings;

		Kind(HandlerSettings settings) {
			this.settings = settings;
		}

		Handler handler(EventType type, Throwable error) {
			Consumer<CallbackEvent> fail = (event) -> {
				if (event.type() == type) {
					throw Hostile.<RuntimeException>sneaky(error);
				}
			};
			return switch (this) {
				case ASYNC, ASYNC_SERIALIZED -> new Recording.Async(this.settings, (event) -> {
					fail.accept(event);
					return null;
				});
				case ASYNC_STAGE -> new Recording.Async(this.settings, (event) -> stage(event, fail, Runnable::run));
				case ASYNC_LATE -> new Recording.Async(this.settings,
						(event) -> stage(event, fail, (task) -> TestFutures.onThread(() -> {
							task.run();
							return task;
						})));
				default -> new Recording.Blocking(this.settings, fail);
			};
		}

		private static CompletionStage<?> stage(CallbackEvent event, Consumer<CallbackEvent> fail, Executor executor) {
			CompletableFuture<Object> stage = new CompletableFuture<>();
			executor.execute(() -> {
				try {
					fail.accept(event);
					stage.complete(event);
				}
				catch (Throwable ex) {
					stage.completeExceptionally(ex);
				}
			});
			return stage;
		}

	}

	static Stream<Arguments> cells() {
		List<Arguments> cells = new ArrayList<>();
		for (CallWay way : CallWay.values()) {
			for (Kind kind : Kind.values()) {
				for (EventType type : List.of(EventType.CHAT_MODEL_START, EventType.LLM_NEW_TOKEN, EventType.LLM_END,
						EventType.LLM_ERROR)) {
					cells.add(Arguments.of(way, kind, type));
				}
			}
		}
		return cells.stream();
	}

	private final Recording.Blocking before = new Recording.Blocking();

	private final Recording.Blocking after = new Recording.Blocking();

	private final Recording.Async between = new Recording.Async();

	private final IllegalStateException providersError = new IllegalStateException("provider");

	private Throwable ask(BoundedEngine engine, CallWay way, EventType type) {
		return BoundedEngine.ended(way.ask((type == EventType.LLM_ERROR)
				? ProviderFaultTests.model(engine.manager, () -> Flux.error(this.providersError))
				: engine.model("a", "b")));
	}

	private void assertAllSeen(BoundedEngine engine, EventType... last) {
		engine.assertOver();
		for (List<CallbackEvent> events : List.of(this.before.events(), this.between.events(), this.after.events())) {
			BoundedEngine.assertWhole(events);
			assertThat(events).extracting(CallbackEvent::type).startsWith(EventType.CHAT_MODEL_START);
			assertThat(events.get(events.size() - 1).type()).isIn((Object[]) last);
		}
		assertThat(this.after.names()).isEqualTo(this.before.names());
		assertThat(this.between.names()).isEqualTo(this.before.names());
	}

	@ParameterizedTest
	@MethodSource("cells")
	void fatalErrorFailsTheRunWhenAllOthersHaveSeenTheEvent(CallWay way, Kind kind, EventType type) {
		OutOfMemoryError fatal = new OutOfMemoryError("of a handler");
		try (BoundedEngine engine = new BoundedEngine().with(this.before, this.between, kind.handler(type, fatal),
				this.after)) {
			Throwable failure = ask(engine, way, type);
			switch (type) {
				case LLM_END -> assertAllSeen(engine, EventType.LLM_END);
				// a handler that is behind may fail when the end was appended already
				case LLM_NEW_TOKEN -> assertAllSeen(engine, EventType.LLM_ERROR, EventType.LLM_END);
				default -> assertAllSeen(engine, EventType.LLM_ERROR);
			}
			if (type == EventType.LLM_ERROR) {
				assertThat(unwrapped(failure)).isIn(this.providersError, fatal);
			}
			else {
				assertThat(unwrapped(failure)).isSameAs(fatal);
			}
			if (this.after.events().get(this.after.receipts.size() - 1) instanceof ErrorEvent error) {
				assertThat(error.reason()).isEqualTo(EndReason.FAILED);
				assertThat(error.error()).isSameAs((type == EventType.LLM_ERROR) ? this.providersError : fatal);
			}
		}
	}

	private static Throwable unwrapped(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@ParameterizedTest
	@MethodSource("cells")
	void anyOtherErrorIsIsolated(CallWay way, Kind kind, EventType type) {
		List<Throwable> others = List.of(new LinkageError("of a handler"), new AssertionError("of a handler"),
				new Exception("of a handler"));
		Throwable another = others.get((way.ordinal() + kind.ordinal() + type.ordinal()) % others.size());
		for (Throwable error : List.of(new StackOverflowError("of a handler"), another)) {
			this.before.receipts.clear();
			this.between.receipts.clear();
			this.after.receipts.clear();
			try (BoundedEngine engine = new BoundedEngine().with(this.before, this.between, kind.handler(type, error),
					this.after)) {
				Throwable failure = ask(engine, way, type);
				boolean fails = type == EventType.LLM_ERROR;
				assertAllSeen(engine, fails ? EventType.LLM_ERROR : EventType.LLM_END);
				assertThat(unwrapped(failure)).isSameAs(fails ? this.providersError : null);
			}
		}
	}

	@Test
	void runThatIsEndedBeforeItHasStartedIsToldSoAlthoughAHandlerThrowsAFatalErrorMeanwhile() {
		OutOfMemoryError fatal = new OutOfMemoryError("of a handler");
		CompletableFuture<Object> never = new CompletableFuture<>();
		Handler slow = new Recording.Async((event) -> (event.type() == EventType.CHAIN_START) ? never : null);
		try (BoundedEngine engine = new BoundedEngine().with(slow, Kind.INLINE.handler(EventType.CHAIN_ERROR, fatal))) {
			DrivenRun run = engine.manager.open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "chain"));
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> run.cancel(EndReason.CANCELLED))
				.isSameAs(fatal);
			assertThat(run.started().toCompletableFuture()).isCompletedExceptionally();
			never.complete(null);
			engine.assertOver();
		}
	}

}
