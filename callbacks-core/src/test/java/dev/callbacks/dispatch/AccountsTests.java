// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The accounts of events: what a handler was to get was finished or dropped, whatever it
 * wants, of whatever kind it is, and however its runs end (G6).
 */
class AccountsTests {

	enum Kind {

		BLOCKING(HandlerSettings.none()), INLINE(HandlerSettings.none().withInline(true)),
		SERIALIZED(HandlerSettings.none().withSerialized(true)), WINDOW(HandlerSettings.none().withWindow(1)),
		SHEDDING(HandlerSettings.none().withWindow(1).withOnFull(OnFull.SHED_TOKENS)), ASYNC(HandlerSettings.none()),
		ASYNC_SERIALIZED(HandlerSettings.none().withSerialized(true));

		private final HandlerSettings settings;

		Kind(HandlerSettings settings) {
			this.settings = settings;
		}

		Handler make(Set<EventType> interest, AtomicInteger seen) {
			HandlerSettings all = this.settings.withInterest(interest);
			if (this == ASYNC || this == ASYNC_SERIALIZED) {
				return new Recording.Async(all, (event) -> {
					seen.incrementAndGet();
					return null;
				});
			}
			return new Recording.Blocking(all, (event) -> seen.incrementAndGet());
		}

	}

	private static final List<Set<EventType>> INTERESTS = List.of(Set.of(EventType.LLM_NEW_TOKEN),
			Set.of(EventType.CHAT_MODEL_START), Set.of(EventType.LLM_END, EventType.LLM_ERROR),
			Set.of(EventType.CHAT_MODEL_START, EventType.LLM_NEW_TOKEN),
			Set.of(EventType.LLM_NEW_TOKEN, EventType.LLM_END), Set.of(EventType.values()));

	static Stream<Arguments> cells() {
		List<Arguments> cells = new ArrayList<>();
		for (Kind kind : Kind.values()) {
			for (CallWay way : CallWay.values()) {
				for (Set<EventType> interest : INTERESTS) {
					cells.add(Arguments.of(kind, way, interest));
				}
			}
		}
		return cells.stream();
	}

	@ParameterizedTest
	@MethodSource("cells")
	void whatAHandlerWasToGetWasFinishedOrDropped(Kind kind, CallWay way, Set<EventType> interest) {
		AtomicInteger seen = new AtomicInteger();
		try (BoundedEngine engine = new BoundedEngine().with(kind.make(interest, seen))) {
			String[] tokens = Stream.generate(() -> "x").limit(17).toArray(String[]::new);
			CallbackChatModel failing = ProviderFaultTests.model(engine.manager,
					() -> Flux.concat(Flux.just(ChatChunk.of("x")), Flux.error(new IllegalStateException("provider"))));
			for (int i = 0; i < 3; i++) {
				assertThat(BoundedEngine.ended(way.ask(engine.model(tokens)))).isNull();
				assertThat(BoundedEngine.ended(way.ask(failing))).isNotNull();
			}
			engine.assertOver();
			assertThat(engine.accounts.finished()).isEqualTo(seen.get());
			assertThat(seen.get()).isPositive();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 63, 510, 1000 })
	void inlineHandlerThatWantsTokensOnlyReportsAllOfThem(int count) {
		AtomicInteger seen = new AtomicInteger();
		try (BoundedEngine engine = new BoundedEngine().with(Kind.INLINE.make(Set.of(EventType.LLM_NEW_TOKEN), seen))) {
			String[] tokens = Stream.generate(() -> "x").limit(count).toArray(String[]::new);
			assertThat(BoundedEngine.ended(CallWay.FUTURE.ask(engine.model(tokens)))).isNull();
			engine.assertOver();
			assertThat(engine.accounts.finished("LLM_NEW_TOKEN", "SUCCESS")).isEqualTo(seen.get()).isEqualTo(count + 1);
		}
	}

	/**
	 * A run that is open when the manager stops drops its last events.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void eventsThatAreDroppedAtTheEndHideNoneThatWereHandled(boolean wantsTheEnd) {
		Set<EventType> interest = wantsTheEnd
				? Set.of(EventType.CHAIN_START, EventType.CUSTOM_EVENT, EventType.CHAIN_ERROR)
				: Set.of(EventType.CHAIN_START, EventType.CUSTOM_EVENT);
		List<Handler> handlers = new ArrayList<>();
		AtomicInteger seen = new AtomicInteger();
		for (Kind kind : Kind.values()) {
			handlers.add(kind.make(interest, seen));
		}
		try (BoundedEngine engine = new BoundedEngine().with(handlers.toArray(Handler[]::new))) {
			DrivenRun run = engine.open("run");
			BoundedEngine.ended(run.started().toCompletableFuture().thenApply((value) -> value));
			for (int i = 0; i < 10; i++) {
				BoundedEngine.ended(run.emit("event", i).toCompletableFuture().thenApply((value) -> value));
			}
			engine.manager.stop(Duration.ZERO);
			engine.assertOver();
			assertThat(engine.accounts.finished()).isEqualTo(seen.get());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void eventsAfterACutOffHideNoneThatWereHandled(boolean serialized) {
		AtomicInteger seen = new AtomicInteger();
		Recording.Async handler = new Recording.Async(
				HandlerSettings.none().withSerialized(serialized).withTimeout(Duration.ofMillis(100)), (event) -> {
					seen.incrementAndGet();
					return (event.type() == EventType.CUSTOM_EVENT) ? new CompletableFuture<>() : null;
				});
		try (BoundedEngine engine = new BoundedEngine().with(handler)) {
			DrivenRun run = engine.manager
				.open(RunPlan.chat(CallWay.STREAMING, Map.of()).as(RunKind.CHAT_MODEL, "model"));
			BoundedEngine.ended(run.started().toCompletableFuture().thenApply((value) -> value));
			for (int i = 0; i < 40; i++) {
				BoundedEngine.ended(run.token(ChatChunk.of("x")).toCompletableFuture().thenApply((value) -> value));
			}
			BoundedEngine.ended(run.emit("hang", null).toCompletableFuture().thenApply((value) -> value));
			run.end(null);
			engine.assertOver();
			assertThat(engine.accounts.finished()).isEqualTo(seen.get()).isEqualTo(42);
			assertThat(engine.accounts.dropped()).isEqualTo(1);
		}
	}

	static Stream<Set<EventType>> singleInterests() {
		return Stream.of(Set.of(EventType.CHAIN_START), Set.of(EventType.CHAIN_END));
	}

	@ParameterizedTest
	@MethodSource("singleInterests")
	void handlerIsWokenForNothingThatItDoesNotWant(Set<EventType> interest) {
		Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
		BoundedEngine[] holder = new BoundedEngine[1];
		AtomicInteger seen = new AtomicInteger();
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.executor((task) -> {
			tasks.add(task);
			holder[0].pool.execute(task);
		}, 2))) {
			holder[0] = engine;
			engine.with(Kind.BLOCKING.make(interest, seen));
			for (int i = 0; i < 100; i++) {
				DrivenRun run = engine.open("run");
				BoundedEngine.ended(run.started().toCompletableFuture().thenApply((value) -> value));
				run.end(null);
				assertThat(BoundedEngine.ended(run.finished().toCompletableFuture().thenApply((value) -> value)))
					.isNull();
			}
			engine.assertOver();
			assertThat(seen).hasValue(100);
			// the watchdog may offer a worker again to an executor that is slow to take
			// it
			assertThat(tasks).hasSizeLessThan(150);
		}
	}

}
