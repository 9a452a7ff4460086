// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.callbacks.TestFutures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lanes of a run that wait for a worker.
 */
class ReadyLanesTests {

	private final ReadyLane[] all = Stream.generate(() -> new TestLane(true)).limit(130).toArray(ReadyLane[]::new);

	private final ReadyLanes ready = new ReadyLanes(this.all);

	@Test
	void isListedOnceUntilNothingIsLeft() {
		assertThat(this.ready.isEmpty()).isTrue();
		assertThat(add(1)).isTrue();
		assertThat(add(70)).as("is listed already").isFalse();
		assertThat(this.ready.isEmpty()).isFalse();
		assertThat(this.ready.take()).isSameAs(this.all[1]);
		assertThat(this.ready.hasMore()).isTrue();
		assertThat(add(2)).as("is in a worker's hands").isFalse();
		assertThat(this.ready.take()).isSameAs(this.all[2]);
		assertThat(this.ready.take()).isSameAs(this.all[70]);
		assertThat(this.ready.isEmpty()).isTrue();
		assertThat(add(3)).as("a worker will look again").isFalse();
		assertThat(this.ready.hasMore()).isTrue();
		assertThat(this.ready.take()).isNull();
		assertThat(this.ready.take()).isSameAs(this.all[3]);
		assertThat(this.ready.hasMore()).isFalse();
		assertThat(add(3)).as("is not listed any more").isTrue();
	}

	@Test
	void takesLanesInTheirOrder() {
		for (int lane : new int[] { 129, 0, 64, 63, 128, 5 }) {
			add(lane);
		}
		for (int lane : new int[] { 0, 5, 63, 64, 128, 129 }) {
			assertThat(this.ready.take()).isSameAs(this.all[lane]);
		}
		assertThat(this.ready.take()).isNull();
		assertThat(this.ready.take()).isNull();
	}

	@Test
	void eachHasOneTurnBeforeTheFirstHasAnother() {
		add(3);
		add(66);
		add(70);
		assertThat(this.ready.take()).isSameAs(this.all[3]);
		add(3);
		assertThat(this.ready.take()).isSameAs(this.all[66]);
		add(65);
		assertThat(this.ready.take()).isSameAs(this.all[70]);
		assertThat(this.ready.take()).as("the turn is over").isNull();
		assertThat(this.ready.take()).isSameAs(this.all[3]);
		assertThat(this.ready.take()).isSameAs(this.all[65]);
		assertThat(this.ready.take()).isNull();
	}

	@Test
	void workersThatOvertakeEachOtherTakeEachLaneOnce() {
		int rounds = 500;
		AtomicInteger taken = new AtomicInteger();
		CyclicBarrier round = new CyclicBarrier(2, () -> {
			this.ready.add(0, -1L, 0);
			this.ready.add(1, -1L, 0);
			this.ready.add(2, 0b11L, 0);
		});
		List<CompletableFuture<?>> workers = new ArrayList<>();
		for (int worker = 0; worker < 2; worker++) {
			workers.add(TestFutures.onThread(() -> {
				for (int i = 0; i < rounds; i++) {
					round.await(20, TimeUnit.SECONDS);
					while (!this.ready.isEmpty()) {
						taken.addAndGet((this.ready.take() != null) ? 1 : 0);
					}
				}
				return null;
			}));
		}
		assertThat(workers).allSatisfy((worker) -> assertThat(worker).succeedsWithin(Duration.ofSeconds(60)));
		assertThat(taken).hasValue(this.all.length * rounds);
	}

	private boolean add(int lane) {
		return this.ready.add(lane / 64, 1L << lane, 0);
	}

}
