// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A worker that waits for more events of a lane before it lets go of it.
 */
class WaitForMoreTests {

	private final Workers workers = new Workers((task) -> {
	}, 1, (size) -> {
	});

	private final ReadyLanes ofThisRun = new ReadyLanes(new ReadyLane[1]);

	private final AtomicInteger looks = new AtomicInteger();

	@BeforeEach
	void waitsOnlyWhereTheEmitterHasAnotherProcessor() {
		assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
	}

	@Test
	void goesOnWithWhatHasCome() {
		assertThat(this.workers.waitFor(look(3), this.ofThisRun)).isTrue();
		assertThat(this.looks).hasValue(3);
	}

	@Test
	void givesUpAfterAFewLooks() {
		assertThat(this.workers.waitFor(look(Integer.MAX_VALUE), this.ofThisRun)).isFalse();
		assertThat(this.looks).hasValueBetween(1, 10);
	}

	@Test
	void doesNotWaitWhileAnotherRunHasLanes() {
		ReadyLanes ofAnother = new ReadyLanes(new ReadyLane[1]);
		this.workers.add(ofAnother, 0, 1, 0);
		assertThat(this.workers.waitFor(look(1), this.ofThisRun)).isFalse();
		assertThat(this.looks).hasValue(0);
	}

	@Test
	void doesNotWaitWhileAnotherLaneOfTheRunDoes() {
		this.ofThisRun.add(0, 1, 0);
		assertThat(this.workers.waitFor(look(1), this.ofThisRun)).isFalse();
		assertThat(this.looks).hasValue(0);
	}

	@Test
	void stopsWaitingWhenAnotherRunGetsLanes() {
		ReadyLanes ofAnother = new ReadyLanes(new ReadyLane[1]);
		BooleanSupplier look = () -> {
			this.looks.incrementAndGet();
			this.workers.add(ofAnother, 0, 1, 0);
			return false;
		};
		assertThat(this.workers.waitFor(look, this.ofThisRun)).isFalse();
		assertThat(this.looks).hasValue(1);
	}

	private BooleanSupplier look(int successful) {
		return () -> this.looks.incrementAndGet() == successful;
	}

}
