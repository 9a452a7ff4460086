// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunCancelledException;
import dev.callbacks.TestFutures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a logging context or an interrupt which a handler leaves on its thread
 * reaches neither the caller nor another handler (G8, B64).
 */
class HandlerResidueTests {

	enum Kind {

		BLOCKING, SERIALIZED, ASYNC

	}

	/** The values that each handler found, before it changed them. */
	private final Queue<String> found = new ConcurrentLinkedQueue<>();

	static Stream<Arguments> cells() {
		return Stream.of(CallWay.values())
			.flatMap((way) -> Stream.of(Kind.values()).map((kind) -> Arguments.of(way, kind)));
	}

	private static Handler handler(Kind kind, Recording.Blocking action) {
		HandlerSettings settings = HandlerSettings.none().withSerialized(kind == Kind.SERIALIZED);
		if (kind == Kind.ASYNC) {
			return new Recording.Async(settings, (event) -> {
				action.onEvent(event);
				return null;
			});
		}
		return new Recording.Blocking(settings, action::onEvent);
	}

	private void addThree(BoundedEngine engine, Kind kind, Consumer<CallbackEvent> action) {
		for (int i = 0; i < 3; i++) {
			engine.with(handler(kind, new Recording.Blocking(action)));
		}
	}

	@ParameterizedTest
	@MethodSource("cells")
	void changeOfTheLoggingContextReachesNobody(CallWay way, Kind kind) {
		try (BoundedEngine engine = new BoundedEngine(1, (builder) -> builder)) {
			for (String name : List.of("one", "two", "three")) {
				engine.with(handler(kind, new Recording.Blocking((event) -> {
					// its own change it may find again
					String found = MDC.get("callers") + " " + MDC.get("handlers");
					this.found.add(found.equals(name + " " + name) ? "set null" : found);
					MDC.put("handlers", name);
					MDC.put("callers", name);
				})));
			}
			String after = TestFutures.onThread(() -> {
				MDC.put("callers", "set");
				assertThat(BoundedEngine.ended(ask(engine, way))).isNull();
				return MDC.get("callers") + " " + MDC.get("handlers");
			}).join();
			engine.assertOver();
			assertThat(after).isEqualTo("set null");
			assertThat(this.found).isNotEmpty().containsOnly("set null");
		}
	}

	/**
	 * Asks on this thread, also in the way that blocks.
	 */
	private static CompletableFuture<String> ask(BoundedEngine engine, CallWay way) {
		if (way != CallWay.BLOCKING) {
			return way.ask(engine.model("a", "b"));
		}
		return TestFutures
			.of(() -> CompletableFuture.completedFuture(engine.model("a", "b").call(CallWay.STREAMING).text()));
	}

	/**
	 * On a worker nobody but the handler can have meant it. On a thread of the caller's
	 * it may be the caller who was interrupted meanwhile, so that is kept for the caller.
	 */
	@ParameterizedTest
	@MethodSource("cells")
	void interruptThatAHandlerLeavesReachesNoOtherHandler(CallWay way, Kind kind) {
		boolean onCallersThread = way == CallWay.BLOCKING || kind == Kind.ASYNC;
		Recording.Blocking other = new Recording.Blocking();
		try (BoundedEngine engine = new BoundedEngine(1, (builder) -> builder)) {
			addThree(engine, kind, (event) -> {
				this.found.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
				Thread.currentThread().interrupt();
			});
			engine.with(other);
			CompletableFuture<Boolean> caller = TestFutures.onThread(() -> {
				CompletableFuture<String> answer = ask(engine, way);
				boolean interrupted = Thread.interrupted();
				Throwable failure = BoundedEngine.ended(answer);
				assertThat(failure == null || (onCallersThread && failure instanceof RunCancelledException)).isTrue();
				return interrupted;
			});
			assertThat(BoundedEngine.ended(caller)).isNull();
			engine.assertOver();
			assertThat(caller.join()).as("the caller's thread is interrupted").isEqualTo(onCallersThread);
			assertThat(this.found).isNotEmpty().containsOnly("not interrupted");
			BoundedEngine.assertWhole(other.events());
		}
	}

	@ParameterizedTest
	@EnumSource
	void interruptOfABlockingCallerIsNotSeenByHandlersAndIsRestored(Kind kind) {
		Recording.Blocking other = new Recording.Blocking();
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder)) {
			addThree(engine, kind, (event) -> this.found
				.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted"));
			engine.with(other);
			CompletableFuture<Boolean> caller = TestFutures.onThread(() -> {
				Thread.currentThread().interrupt();
				Throwable failure = ask(engine, CallWay.BLOCKING).handle((value, error) -> error).join();
				boolean interrupted = Thread.interrupted();
				// a call that waits for nobody may come to its end before it looks
				assertThat(failure == null || failure instanceof RunCancelledException).isTrue();
				return interrupted;
			});
			assertThat(BoundedEngine.ended(caller)).isNull();
			engine.assertOver();
			assertThat(caller.join()).as("the interrupt is restored").isTrue();
			assertThat(this.found).isNotEmpty().containsOnly("not interrupted");
			BoundedEngine.assertWhole(other.events());
			assertThat(other.events()).filteredOn(ErrorEvent.class::isInstance)
				.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason()).isEqualTo(EndReason.CANCELLED));
		}
	}

	@Test
	void interruptOfAnAsynchronousCallerStaysItsOwn() {
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder)) {
			addThree(engine, Kind.BLOCKING, (event) -> this.found
				.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted"));
			CompletableFuture<Boolean> caller = TestFutures.onThread(() -> {
				Thread.currentThread().interrupt();
				CompletableFuture<String> answer = ask(engine, CallWay.FUTURE);
				boolean interrupted = Thread.interrupted();
				assertThat(BoundedEngine.ended(answer)).isNull();
				return interrupted;
			});
			assertThat(BoundedEngine.ended(caller)).isNull();
			assertThat(caller.join()).isTrue();
			engine.assertOver();
			assertThat(this.found).containsOnly("not interrupted");
		}
	}

}
