// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a lane is done with, as the listeners of its handler hear it.
 */
class LaneMeterTests {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private final Told told = new Told();

	private final LaneMeter meter = new LaneMeter(new ForeignCode.Listeners<>(List.of(this.told)));

	@Test
	void tokensAreReportedInLots() {
		tokens(3, false);
		assertThat(this.told.all).isEmpty();
		assertThat(this.meter.tokens()).isEqualTo(3);
		this.meter.flush();
		this.meter.flush();
		tokens(1, false);
		this.meter.flush();
		assertThat(this.told.all).containsExactly("3 LLM_NEW_TOKEN SUCCESS", "1 LLM_NEW_TOKEN SUCCESS");
		assertThat(this.meter.tokens()).isEqualTo(4);
	}

	@Test
	void failedTokensAreReportedApart() {
		tokens(2, false);
		tokens(3, true);
		this.meter.flush();
		assertThat(this.told.all).containsExactly("2 LLM_NEW_TOKEN SUCCESS", "3 LLM_NEW_TOKEN ERROR");
		this.told.all.clear();
		tokens(1, true);
		this.meter.flush();
		tokens(1, false);
		this.meter.flush();
		assertThat(this.told.all).containsExactly("1 LLM_NEW_TOKEN ERROR", "1 LLM_NEW_TOKEN SUCCESS");
	}

	@Test
	void otherEventsAreReportedOneByOne() {
		this.meter.finished(EventType.TEXT, false);
		this.meter.finished(EventType.TEXT, true);
		assertThat(this.told.all).containsExactly("1 TEXT SUCCESS", "1 TEXT ERROR");
		assertThat(this.meter.tokens()).isZero();
	}

	@Test
	void timeOfAnEventBeginsWithItOrBehindTheOneBefore() {
		this.meter.startedAt = System.nanoTime() - HOUR;
		this.meter.finished(EventType.TEXT, false);
		this.meter.finished(EventType.TEXT, false);
		assertThat(this.told.nanos.get(0)).isBetween(HOUR, 2 * HOUR);
		assertThat(this.told.nanos.get(1)).isBetween(0L, HOUR);
	}

	@Test
	void timeOfTokensIsThatSinceTheThreadBegan() {
		this.meter.startedAt = System.nanoTime() - HOUR;
		tokens(2, false);
		long end = this.meter.end();
		assertThat(this.meter.startedAt).isEqualTo(end);
		assertThat(System.nanoTime() - end).isBetween(0L, HOUR);
		assertThat(this.told.all).containsExactly("2 LLM_NEW_TOKEN SUCCESS");
		assertThat(this.told.nanos.get(0)).isBetween(HOUR, 2 * HOUR);
		tokens(1, false);
		this.meter.end();
		assertThat(this.told.nanos.get(1)).as("what was reported is not reported again").isBetween(0L, HOUR);
	}

	@Test
	void timeWithoutTokensIsNotThatOfTokens() {
		this.meter.startedAt = System.nanoTime() - HOUR;
		this.meter.end();
		assertThat(this.told.all).isEmpty();
		tokens(1, false);
		this.meter.flush();
		assertThat(this.told.nanos).containsExactly(0L);
	}

	@Test
	void sampleStandsForManyTokens() {
		this.meter.startedAt = System.nanoTime() - HOUR;
		this.meter.sample();
		tokens(1, false);
		this.meter.flush();
		assertThat(this.told.nanos.get(0)).isBetween(64 * HOUR, 2 * 64 * HOUR);
	}

	@Test
	void samplesAddUp() {
		for (int i = 0; i < 3; i++) {
			this.meter.startedAt = System.nanoTime() - HOUR;
			this.meter.sample();
		}
		tokens(1, false);
		this.meter.startedAt = System.nanoTime() - HOUR;
		this.meter.end();
		assertThat(this.told.nanos.get(0)).isBetween(193 * HOUR, 2 * 193 * HOUR);
	}

	@Test
	void timeOfTokensIsThatOfTheSuccessfulOnesIfThereAreAny() {
		this.meter.startedAt = System.nanoTime() - HOUR;
		tokens(1, false);
		tokens(1, true);
		this.meter.end();
		assertThat(this.told.nanos.get(0)).isGreaterThanOrEqualTo(HOUR);
		assertThat(this.told.nanos.get(1)).isZero();
		this.meter.startedAt = System.nanoTime() - HOUR;
		tokens(1, true);
		this.meter.end();
		assertThat(this.told.nanos.get(2)).isGreaterThanOrEqualTo(HOUR);
	}

	@Test
	void whatWasGivenUpComesBehindTheTokensBefore() {
		tokens(2, false);
		this.meter.timedOut(EventType.LLM_NEW_TOKEN, 5);
		assertThat(this.meter.tokens()).isEqualTo(3);
		this.meter.timedOut(EventType.TEXT, 6);
		assertThat(this.meter.tokens()).isEqualTo(3);
		tokens(1, false);
		this.meter.flush();
		assertThat(this.told.all).containsExactly("2 LLM_NEW_TOKEN SUCCESS", "1 LLM_NEW_TOKEN TIMEOUT",
				"1 TEXT TIMEOUT", "1 LLM_NEW_TOKEN SUCCESS");
		assertThat(this.told.nanos).containsExactly(0L, 5L, 6L, 0L);
	}

	@Test
	void whatIsDroppedComesBehindTheTokensBefore() {
		tokens(2, false);
		this.meter.dropped(EventType.LLM_NEW_TOKEN, DropReason.CUT_OFF);
		assertThat(this.meter.tokens()).isEqualTo(3);
		this.meter.dropped(EventType.TEXT, DropReason.STUCK);
		assertThat(this.meter.tokens()).isEqualTo(3);
		tokens(1, true);
		this.meter.flush();
		assertThat(this.told.all).containsExactly("2 LLM_NEW_TOKEN SUCCESS", "1 LLM_NEW_TOKEN CUT_OFF", "1 TEXT STUCK",
				"1 LLM_NEW_TOKEN ERROR");
	}

	private void tokens(int count, boolean failed) {
		for (int i = 0; i < count; i++) {
			this.meter.finished(EventType.LLM_NEW_TOKEN, failed);
		}
	}

	/**
	 * Writes down what it is told.
	 */
	private static final class Told implements HandlerListener {

		private final List<String> all = new ArrayList<>();

		private final List<Long> nanos = new ArrayList<>();

		@Override
		public void finished(EventType type, Outcome outcome, long count, long nanos) {
			this.all.add(count + " " + type + " " + outcome);
			this.nanos.add(nanos);
		}

		@Override
		public void dropped(EventType type, DropReason reason, long count) {
			this.all.add(count + " " + type + " " + reason);
		}

	}

}
