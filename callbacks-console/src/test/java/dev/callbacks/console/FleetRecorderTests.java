// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Duration;
import java.time.Instant;

import dev.callbacks.handler.ReplayRing;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The record of other instances, which is made while somebody looks.
 */
class FleetRecorderTests {

	private static final int EVENTS = 10;

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final OtherInstance other = new OtherInstance();

	private final ReplayRing<ConsoleEvent> events = new ReplayRing<>(EVENTS, 0);

	private final FleetRecorder recorder = new FleetRecorder(this.other, this.events, 5, this.time);

	@Test
	void itIsMadeAsLongAsSomebodyLooks() {
		assertThat(this.other.isRead()).isFalse();
		this.recorder.look();
		for (int i = 0; i < 100; i++) {
			this.time.advanceTimeBy(Duration.ofSeconds(10));
			assertThat(this.other.isRead()).isTrue();
			this.recorder.look();
		}
		assertThat(this.other.readings).hasValue(1);
		this.time.advanceTimeBy(FleetRecorder.KEPT.plusSeconds(10));
		assertThat(this.other.isRead()).isFalse();
	}

	@Test
	void itIsForgottenAndBegunAnew() {
		this.recorder.look();
		this.other.begin("first", Instant.now());
		this.other.caughtUp();
		assertThat(this.recorder.roots()).hasSize(1);
		this.time.advanceTimeBy(FleetRecorder.KEPT.plusSeconds(10));
		assertThat(this.recorder.roots()).isEmpty();
		assertThat(this.recorder.look().loaded()).isNull();
		assertThat(this.other.readings).hasValue(2);
	}

	@Test
	void itKeepsALimitedNumberOfTrees() {
		this.recorder.look();
		this.other.caughtUp();
		for (int i = 0; i < 100; i++) {
			this.other.end(this.other.begin("run", Instant.now()), "Done");
		}
		assertThat(this.recorder.roots()).hasSize(5);
		assertThat(this.events.items()).hasSize(EVENTS);
	}

	@Test
	void itEndsWithTheApplication() {
		this.recorder.look();
		this.recorder.destroy();
		assertThat(this.other.isRead()).isFalse();
		this.recorder.look();
		assertThat(this.other.isRead()).isFalse();
	}

	@Test
	void withoutOthersThereIsNothing() {
		FleetRecorder alone = new FleetRecorder(null, this.events, 5, this.time);
		assertThat(alone.look()).isNull();
		assertThat(alone.instance()).isNull();
		assertThat(alone.roots()).isEmpty();
	}

}
