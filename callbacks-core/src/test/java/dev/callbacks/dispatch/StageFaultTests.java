// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.Recording;
import dev.callbacks.TestFutures;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stages of bodies and handlers that do not do as stages do (G1, G16).
 */
class StageFaultTests {

	enum Fault {

		RUNTIME, LINKAGE;

		RuntimeException make() {
			return Hostile.<RuntimeException>sneaky(
					(this == RUNTIME) ? new UnsupportedOperationException("stage") : new LinkageError("stage"));
		}

	}

	private final Recording.Blocking handler = new Recording.Blocking();

	/**
	 * A stage that is never complete, and that throws from one method.
	 */
	@SuppressWarnings("unchecked")
	private static CompletionStage<String> stage(String method, Fault fault) {
		CompletableFuture<String> never = new CompletableFuture<>();
		return (CompletionStage<String>) Proxy.newProxyInstance(StageFaultTests.class.getClassLoader(),
				new Class<?>[] { CompletionStage.class }, (proxy, called, arguments) -> {
					if (called.getName().equals(method)) {
						throw fault.make();
					}
					return called.invoke(never, arguments);
				});
	}

	static Stream<Arguments> faults() {
		return Stream.of(Fault.values()).map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("faults")
	void callWhoseStageIsNoFutureIsCancelled(Fault fault) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CompletableFuture<CompletableFuture<String>> inner = new CompletableFuture<>();
			CompletableFuture<Object> above = engine.manager.chain("above").callAsync(() -> {
				inner.complete(engine.manager.tool("below").callAsync(() -> stage("toCompletableFuture", fault)));
				return new CompletableFuture<>();
			});
			assertThat(BoundedEngine.ended(inner)).isNull();
			BoundedEngine.until("both have started", () -> this.handler.names().contains("ToolStart"));
			above.cancel(true);
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(this.handler.events()).filteredOn(ErrorEvent.class::isInstance)
				.hasSize(2)
				.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason()).isEqualTo(EndReason.CANCELLED));
			assertThat(BoundedEngine.ended(inner.join())).isNotNull();
		}
	}

	@ParameterizedTest
	@MethodSource("faults")
	void callWhoseStageCannotBeWaitedForFails(Fault fault) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CompletableFuture<String> call = TestFutures
				.of(() -> engine.manager.chain("chain").callAsync(() -> stage("whenComplete", fault)));
			assertThat(BoundedEngine.ended(call)).isNotNull();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(this.handler.names()).containsExactly("ChainStart", "ChainError");
		}
	}

	@ParameterizedTest
	@MethodSource("faults")
	void handlerWhoseStageCannotBeWaitedForHasFailed(Fault fault) {
		for (String method : new String[] { "whenComplete", "toCompletableFuture" }) {
			this.handler.receipts.clear();
			// one that cannot be made a future can be waited for all the same
			Recording.Async hostile = new Recording.Async((event) -> method.equals("whenComplete")
					? stage(method, fault) : CompletableFuture.completedFuture("done").minimalCompletionStage());
			try (BoundedEngine engine = new BoundedEngine().with(hostile, this.handler)) {
				for (CallWay way : CallWay.values()) {
					assertThat(BoundedEngine.ended(way.ask(engine.model("a")))).isNull();
				}
				engine.assertOver();
				BoundedEngine.assertWhole(this.handler.events());
				assertThat(hostile.names()).isEqualTo(this.handler.names());
			}
		}
	}

	/**
	 * Calls back more than once, and from several threads.
	 */
	@ParameterizedTest
	@MethodSource("faults")
	@SuppressWarnings("unchecked")
	void handlerWhoseStageCompletesTwiceIsDoneOnce(Fault fault) {
		Recording.Async hostile = new Recording.Async(
				(event) -> (CompletionStage<?>) Proxy.newProxyInstance(StageFaultTests.class.getClassLoader(),
						new Class<?>[] { CompletionStage.class }, (proxy, called, arguments) -> {
							BiConsumer<Object, Throwable> callback = (BiConsumer<Object, Throwable>) arguments[0];
							for (int i = 0; i < 2; i++) {
								TestFutures.onThread(() -> {
									callback.accept("done", null);
									callback.accept(null, new IllegalStateException("again"));
									return "done";
								});
							}
							return proxy;
						}));
		try (BoundedEngine engine = new BoundedEngine().with(hostile, this.handler)) {
			for (CallWay way : CallWay.values()) {
				assertThat(BoundedEngine.ended(way.ask(engine.model("a", "b")))).as(fault + " " + way).isNull();
			}
			engine.assertOver();
			BoundedEngine.assertWhole(hostile.events());
			assertThat(hostile.names()).isEqualTo(this.handler.names());
		}
	}

}
