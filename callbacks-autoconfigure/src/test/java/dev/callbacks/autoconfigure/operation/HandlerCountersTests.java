// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.util.Map;

import dev.callbacks.HandlerSettings;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The counters of handlers.
 */
class HandlerCountersTests {

	private final HandlerCounters counters = new HandlerCounters(System::nanoTime);

	@Test
	void namesThatAreCountedAreBounded() {
		for (int i = 0; i < 1_500; i++) {
			this.counters.handler(handler("h" + i)).accepted(EventType.LLM_END, 1);
		}
		assertThat(this.counters.of("h999").backlog()).isEqualTo(1);
		assertThat(this.counters.of("h1000").backlog()).isZero();
	}

	@Test
	void tokensThatAreCountedTogetherCountWithTheirMean() {
		this.counters.handler(handler("h")).finished(EventType.LLM_NEW_TOKEN, Outcome.SUCCESS, 100, 1_000_000);
		assertThat(this.counters.of("h").calls()).isEqualTo(100);
		assertThat(this.counters.of("h").p95().toNanos()).isBetween(10_000L, 11_250L);
	}

	private static HandlerDescriptor handler(String name) {
		return new HandlerDescriptor(name, new Object(), Object.class, null, Map.of(), true, false,
				HandlerSettings.none());
	}

}
