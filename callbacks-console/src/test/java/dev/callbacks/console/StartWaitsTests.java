// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The times that runs waited for their handlers.
 */
class StartWaitsTests {

	private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

	private final StartWaits waits = new StartWaits(Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void waitIsTheTimeFromTheStartUntilTheHandlersFinishedIt() {
		this.waits.started(run(1, NOW.minusMillis(30)));
		assertThat(this.waits.of(new UUID(0, 1))).isEqualTo(Duration.ofMillis(30));
		assertThat(this.waits.of(new UUID(0, 2))).isNull();
	}

	@Test
	void clockThatWasSetBackMakesNoNegativeWait() {
		this.waits.started(run(1, NOW.plusSeconds(1)));
		assertThat(this.waits.of(new UUID(0, 1))).isZero();
	}

	@Test
	void numberOfRunsIsLimited() {
		for (int i = 0; i < 10_001; i++) {
			this.waits.started(run(i, NOW));
		}
		assertThat(this.waits.of(new UUID(0, 0))).isNull();
		assertThat(this.waits.of(new UUID(0, 10_000))).isZero();
	}

	private static RunInfo run(long id, Instant start) {
		return new RunInfo(new UUID(0, id), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(), start);
	}

}
