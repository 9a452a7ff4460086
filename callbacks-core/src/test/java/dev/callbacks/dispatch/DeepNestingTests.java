// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestFutures;
import dev.callbacks.call.NestingDepthException;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs deep below others, and sequences of many steps (G1, G16).
 */
class DeepNestingTests {

	private static final int DEEP = 5_000;

	private static final int STEPS = 10_000;

	private final Recording.Blocking blocking = new Recording.Blocking();

	private final Recording.Async async = new Recording.Async();

	private final Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true));

	private BoundedEngine engine(int handlers) {
		BoundedEngine engine = new BoundedEngine();
		return switch (handlers) {
			case 0 -> engine;
			case 1 -> engine.with(this.async);
			default -> engine.with(this.blocking, this.async, this.inline);
		};
	}

	private static boolean isTooDeep(Throwable failure) {
		return Stream.iterate(failure, (one) -> one != null, Throwable::getCause)
			.anyMatch(NestingDepthException.class::isInstance);
	}

	private void assertWhole(BoundedEngine engine) {
		engine.assertOver();
		BoundedEngine.assertWhole(this.blocking.events());
		BoundedEngine.assertWhole(this.async.events());
		engine.assertNextRunWorks();
	}

	/**
	 * Opens runs by hand, each current while the next is opened.
	 */
	private static void openNested(BoundedEngine engine, List<DrivenRun> runs) {
		if (runs.size() < DEEP) {
			DrivenRun run = engine.open("run");
			runs.add(run);
			try (Run.Scope scope = run.scope()) {
				openNested(engine, runs);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3 })
	void runThatIsTooDeepIsRefusedAndAllAboveEnd(int handlers) {
		try (BoundedEngine engine = engine(handlers)) {
			List<DrivenRun> runs = new ArrayList<>();
			assertThatExceptionOfType(NestingDepthException.class).isThrownBy(() -> openNested(engine, runs));
			BoundedEngine.ended(TestFutures.onThread(() -> runs.get(0).cancel().toCompletableFuture().get()));
			assertWhole(engine);
			assertThat(runs).hasSizeGreaterThan(100)
				.allSatisfy((run) -> assertThat(run.finished().toCompletableFuture()).isCompletedExceptionally());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3 })
	void runsThatEndByThemselvesInTheOrderOfTheirOpeningEnd(int handlers) {
		try (BoundedEngine engine = engine(handlers)) {
			List<DrivenRun> runs = new ArrayList<>();
			assertThatExceptionOfType(NestingDepthException.class).isThrownBy(() -> openNested(engine, runs));
			assertThat(runs).hasSizeGreaterThan(100);
			runs.forEach((run) -> run.end(null));
			assertWhole(engine);
		}
	}

	/** A way in which a body calls the runs below it. */
	enum Nesting {

		BLOCKING {
			@Override
			CompletableFuture<Object> call(CallbackManager manager, int depth) {
				return TestFutures.onThread(() -> below(manager, depth));
			}

			private Object below(CallbackManager manager, int depth) {
				return manager.chain("run").call(() -> (depth == 0) ? "bottom" : below(manager, depth - 1));
			}
		},

		FUTURE {
			@Override
			CompletableFuture<Object> call(CallbackManager manager, int depth) {
				return manager.chain("run")
					.callAsync(() -> (depth == 0) ? CompletableFuture.completedFuture("bottom")
							: call(manager, depth - 1));
			}
		},

		SUBMITTED {
			@Override
			CompletableFuture<Object> call(CallbackManager manager, int depth) {
				CompletableFuture<CompletableFuture<Object>> run = manager.chain("run")
					.submit(() -> (depth == 0) ? CompletableFuture.completedFuture("bottom")
							: call(manager, depth - 1));
				return run.thenCompose((result) -> result);
			}
		},

		STREAM {
			@Override
			CompletableFuture<Object> call(CallbackManager manager, int depth) {
				return TestFutures.onThread(() -> stream(manager, depth).blockLast(BoundedEngine.BOUND));
			}

			private Flux<Object> stream(CallbackManager manager, int depth) {
				return manager.chain("run")
					.stream(() -> (depth == 0) ? Flux.just("bottom") : stream(manager, depth - 1));
			}
		};

		abstract CompletableFuture<Object> call(CallbackManager manager, int depth);

	}

	@ParameterizedTest
	@EnumSource
	void bodyThatNestsTooDeepFailsWithATypedErrorAndAllRunsEnd(Nesting nesting) {
		for (int handlers : new int[] { 0, 3 }) {
			try (BoundedEngine engine = engine(handlers)) {
				Throwable failure = BoundedEngine.ended(TestFutures.of(() -> nesting.call(engine.manager, DEEP)));
				assertWhole(engine);
				assertThat(isTooDeep(failure)).as("is an error of nesting: " + failure).isTrue();
			}
		}
	}

	static Stream<Arguments> sequences() {
		BiFunction<Steps, Integer, Step<Integer, Integer>> function = (steps, i) -> steps.lambda("step",
				(Integer value) -> value + 1);
		BiFunction<Steps, Integer, Step<Integer, Integer>> future = (steps, i) -> steps.lambdaAsync("step",
				(Integer value) -> CompletableFuture.completedFuture(value + 1));
		return Stream.of(0, 3)
			.flatMap((handlers) -> Stream.of("call", "callAsync", "stream")
				.flatMap((way) -> Stream.of(Arguments.of(handlers, way, "function", function),
						Arguments.of(handlers, way, "future", future))));
	}

	@ParameterizedTest(name = "{0} handlers, {1}, steps over a {2}")
	@MethodSource("sequences")
	void sequenceOfManyStepsDoesNotNest(int handlers, String way, String kind,
			BiFunction<Steps, Integer, Step<Integer, Integer>> maker) {
		try (BoundedEngine engine = engine(handlers)) {
			Steps steps = new Steps(engine.manager);
			Step<Integer, Integer> one = maker.apply(steps, 0);
			Step<Integer, Integer> sequence = one;
			for (int i = 1; i < STEPS; i++) {
				sequence = sequence.then(one);
			}
			Step<Integer, Integer> all = sequence;
			CompletableFuture<Integer> result = switch (way) {
				case "call" -> TestFutures.onThread(() -> all.call(0));
				case "callAsync" -> TestFutures.onThread(() -> all.callAsync(0)).thenCompose((future) -> future);
				default -> TestFutures.onThread(() -> all.stream(0).blockLast(BoundedEngine.BOUND.multipliedBy(2)));
			};
			assertThat(result).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo(STEPS);
			engine.assertOver();
			if (handlers > 0) {
				assertThat(this.async.events()).filteredOn(TerminalEvent.class::isInstance).hasSize(STEPS + 1);
			}
		}
	}

	@Test
	void sequenceOfManySequencesDoesNotOverrunTheStack() {
		try (BoundedEngine engine = engine(1)) {
			Step<Integer, Integer> step = new Steps(engine.manager).lambda("step", (Integer value) -> value + 1);
			Step<Integer, Integer> inner = step;
			for (int i = 1; i < 100; i++) {
				inner = inner.then(step);
			}
			Step<Integer, Integer> outer = inner.named("inner").then(inner.named("inner"));
			for (int i = 2; i < 50; i++) {
				outer = outer.then(inner.named("inner"));
			}
			Step<Integer, Integer> all = outer;
			CompletableFuture<Integer> result = TestFutures.onThread(() -> all.callAsync(0))
				.thenCompose((future) -> future);
			assertThat(result).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo(5_000);
			engine.assertOver();
			BoundedEngine.assertWhole(this.async.events());
		}
	}

}
