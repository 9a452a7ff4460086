// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.time.Duration;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pieces between steps that throw when they are read, also what Reactor does not pass on:
 * the call fails with it, and no run is left open (G1, G16).
 */
class UnreadablePieceTests {

	enum Fault {

		EXCEPTION, LINKAGE, STACK;

		RuntimeException thrown() {
			switch (this) {
				case LINKAGE -> throw new NoClassDefFoundError("piece");
				case STACK -> throw new StackOverflowError("piece");
				default -> throw new IllegalStateException("piece");
			}
		}

	}

	/**
	 * What takes the pieces.
	 */
	enum Taker {

		GENERATOR((steps) -> steps.generator("taker", (Flux<Object> pieces) -> pieces)),

		LAMBDA((steps) -> steps.lambda("taker", (piece) -> piece)),

		SEQUENCE((steps) -> steps.generator("taker", (Flux<Object> pieces) -> pieces)
			.then(steps.lambda("last", (piece) -> piece))),

		PARALLEL((steps) -> steps.parallel(Map.of("branch", steps.lambda("taker", (piece) -> piece))));

		private final Function<Steps, Step<Object, ?>> step;

		Taker(Function<Steps, Step<Object, ?>> step) {
			this.step = step;
		}

	}

	static Stream<Arguments> cells() {
		return Stream.of(Taker.values())
			.flatMap((taker) -> Stream.of(Fault.values()).map((fault) -> Arguments.of(taker, fault)));
	}

	private static Object map(Fault fault) {
		return new AbstractMap<String, Object>() {

			@Override
			public Set<Entry<String, Object>> entrySet() {
				throw fault.thrown();
			}

		};
	}

	private static Object list(Fault fault) {
		return new AbstractList<>() {

			@Override
			public Object get(int index) {
				throw fault.thrown();
			}

			@Override
			public int size() {
				throw fault.thrown();
			}

		};
	}

	@ParameterizedTest
	@MethodSource("cells")
	void mapThatCannotBeReadFailsTheCall(Taker taker, Fault fault) throws Exception {
		assertEnds(taker, Flux.just(map(fault)));
	}

	@ParameterizedTest
	@MethodSource("cells")
	void listsThatCannotBeJoinedFailTheCall(Taker taker, Fault fault) throws Exception {
		assertEnds(taker, Flux.just(list(fault), list(fault)));
	}

	@ParameterizedTest
	@MethodSource("cells")
	void mapsThatCannotBeMergedFailTheCall(Taker taker, Fault fault) throws Exception {
		assertEnds(taker, Flux.just(map(fault), map(fault)));
	}

	private static void assertEnds(Taker taker, Flux<Object> pieces) throws Exception {
		for (Flux<Object> source : List.of(pieces, pieces.publishOn(Schedulers.boundedElastic()),
				pieces.concatWith(Flux.<Object>empty().delaySubscription(Duration.ofNanos(1))))) {
			Recording.Blocking seen = new Recording.Blocking();
			try (TestEngine engine = new TestEngine().with(seen)) {
				Steps steps = new Steps(engine.manager);
				Step<Integer, ?> step = steps.generator("source", (Flux<Integer> input) -> source)
					.then(taker.step.apply(steps));
				assertEnds(TestFutures.of(() -> step.stream(1).then().toFuture()));
				assertEnds(TestFutures.of(() -> step.callAsync(1)));
				assertEnds(TestFutures.onThread(() -> step.call(1)));
			}
			assertThat(seen.events()).filteredOn(StartEvent.class::isInstance)
				.hasSameSizeAs(seen.events().stream().filter(TerminalEvent.class::isInstance).toList());
		}
	}

	private static void assertEnds(CompletableFuture<?> call) throws Exception {
		call.handle((value, failure) -> "ended").get(TestEngine.LONG.toMillis(), TimeUnit.MILLISECONDS);
	}

}
