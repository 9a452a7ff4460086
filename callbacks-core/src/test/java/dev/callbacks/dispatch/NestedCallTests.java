// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EventType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers that call a model and wait for it, while all threads for handlers are in such
 * handlers: the runs below need none of them (G4, G12).
 */
class NestedCallTests {

	static Stream<Arguments> cells() {
		return Stream.of(1, 2, 4)
			.flatMap((threads) -> Stream.of(CallWay.values())
				.flatMap((outer) -> Stream.of(CallWay.values()).map((inner) -> Arguments.of(threads, outer, inner))));
	}

	/**
	 * A handler that asks a model at the start of each run that no handler made.
	 */
	private static Handler asking(BoundedEngine engine, CallWay way, AtomicInteger answers) {
		return new Recording.Blocking((event) -> {
			if (event.type() == EventType.CHAT_MODEL_START && !event.run().metadata().containsKey("origin")) {
				if (BoundedEngine.ended(way.ask(engine.model("nested"))) == null) {
					answers.incrementAndGet();
				}
			}
		});
	}

	@ParameterizedTest
	@MethodSource("cells")
	void handlersThatCallAModelOnAllThreadsDoNotWaitForASerializedOne(int threads, CallWay outer, CallWay inner) {
		assertAllEnd(threads, outer, inner, HandlerSettings.none().withSerialized(true));
	}

	@ParameterizedTest
	@MethodSource("cells")
	void handlersThatCallAModelOnAllThreadsDoNotWaitForOneOfWhichOneMayWork(int threads, CallWay outer, CallWay inner) {
		assertAllEnd(threads, outer, inner, HandlerSettings.none().withConcurrency(1));
	}

	/**
	 * A report appends where it is made, so that others work on it on that thread.
	 */
	@ParameterizedTest
	@EnumSource
	void callInTheWorkOnAReportDoesNotWaitForTheHandlerThatReports(CallWay inner) {
		AtomicInteger answers = new AtomicInteger();
		CompletableFuture<Object> appended = new CompletableFuture<>();
		Recording.Blocking reporting = new Recording.Blocking(
				HandlerSettings.none().withSerialized(true).withTimeout(Duration.ofSeconds(3)), (event) -> {
					if (event instanceof CustomEvent custom && custom.name().equals("outer")) {
						appended.join();
						Run.current().emit("inner", null);
					}
				});
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder)) {
			Recording.Blocking asking = new Recording.Blocking(HandlerSettings.none().withInline(true), (event) -> {
				if (event instanceof CustomEvent custom && custom.name().equals("inner")
						&& BoundedEngine.ended(inner.ask(engine.model("nested"))) == null) {
					answers.incrementAndGet();
				}
			});
			engine.with(reporting, asking);
			DrivenRun run = engine.open("reported");
			assertThat(BoundedEngine.ended(run.started().toCompletableFuture())).isNull();
			CompletionStage<?> reported = run.emit("outer", null);
			appended.complete(run);
			assertThat(BoundedEngine.ended(reported.toCompletableFuture())).isNull();
			assertThat(BoundedEngine.ended(run.end(null).toCompletableFuture())).isNull();
			engine.assertOver();
			assertThat(answers).hasValue(1);
			assertThat(engine.accounts.dropped()).isZero();
			assertThat(reporting.names()).as("what the handler at work around the call got")
				.containsExactly("ChainStart", "CustomEvent", "CustomEvent", "ChainEnd");
		}
	}

	private void assertAllEnd(int threads, CallWay outer, CallWay inner, HandlerSettings settings) {
		AtomicInteger answers = new AtomicInteger();
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Recording.Blocking blocking = new Recording.Blocking(settings, (event) -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			Thread.yield();
			inside.decrementAndGet();
		});
		Recording.Async async = new Recording.Async(settings, (event) -> null);
		try (BoundedEngine engine = new BoundedEngine(threads, (builder) -> builder)) {
			for (int i = 0; i < threads; i++) {
				engine.with(asking(engine, inner, answers));
			}
			engine.with(blocking, async);
			List<CompletableFuture<String>> calls = Stream.generate(() -> outer.ask(engine.model("a")))
				.limit(2)
				.toList();
			calls.forEach((call) -> assertThat(BoundedEngine.ended(call)).isNull());
			engine.assertOver();
			assertThat(answers).as("nested calls that came to their end").hasValue(2 * threads);
			if (Boolean.TRUE.equals(settings.serialized())) {
				assertThat(most).hasValue(1);
			}
			BoundedEngine.assertWhole(blocking.events());
			BoundedEngine.assertWhole(async.events());
			assertThat(blocking.receipts.stream().map((one) -> one.event().run().id()).distinct())
				.as("runs that it saw")
				.hasSize(2 + 2 * threads);
		}
	}

}
