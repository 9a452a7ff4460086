// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a worker lets events gather.
 */
class GatheringTests {

	private static final long A_MICROSECOND = 1_000;

	private final Gathering gathering = new Gathering();

	private long now;

	/**
	 * Goes to some runs, each of which has lanes with so many events.
	 * @return how often events were to be let gather
	 */
	private long serve(int runs, long nanos, int... events) {
		return IntStream.range(0, runs).filter((run) -> {
			IntStream.of(events).forEach(this.gathering::turn);
			this.now += nanos;
			return this.gathering.isDue(this.now);
		}).count();
	}

	@Test
	void isDueAfterManyRunsWithAnEventEach() {
		assertThat(serve(63, A_MICROSECOND, 1)).isZero();
		assertThat(serve(1, A_MICROSECOND, 1)).isOne();
		assertThat(serve(63, A_MICROSECOND, 1, 3, 2)).isZero();
		assertThat(serve(1, A_MICROSECOND, 1)).isOne();
	}

	@Test
	void isNotDueIfALaneOfARunHadMore() {
		for (int i = 0; i < 10; i++) {
			assertThat(serve(60, A_MICROSECOND, 1)).isZero();
			assertThat(serve(1, A_MICROSECOND, 1, 4, 1)).isZero();
		}
	}

	@Test
	void isNotDueIfHandlersHaveSomethingToDo() {
		assertThat(serve(1_000, 10 * A_MICROSECOND, 1)).isZero();
	}

}
