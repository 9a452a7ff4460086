// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.Text;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An event that somebody waits for.
 */
class BarrierTests {

	private final CallbackEvent event = new Text(
			new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(), Instant.EPOCH),
			1, "text");

	@Test
	void opensWhenAllLanesAndTheAppenderHaveCome() {
		Barrier barrier = new Barrier(this.event, 3, () -> {
		});
		assertThat(barrier.arrive(0)).isFalse();
		assertThat(barrier.arrive(1)).isFalse();
		assertThat(barrier.arrive(2)).isFalse();
		assertThat(barrier.arrive(1)).isTrue();
	}

	@Test
	void opensForTheAppenderAloneIfThereIsNoLane() {
		Barrier barrier = new Barrier(this.event, 0, () -> {
		});
		assertThat(barrier.arrive(1)).isTrue();
	}

	@Test
	void slotHoldsAnEventOrItsBarrier() {
		assertThat(Barrier.eventOf(this.event)).isSameAs(this.event);
		assertThat(Barrier.eventOf(new Barrier(this.event, 1, () -> {
		}))).isSameAs(this.event);
	}

}
