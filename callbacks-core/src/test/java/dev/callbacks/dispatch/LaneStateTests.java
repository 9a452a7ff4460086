// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The word of a lane: its state within a turn.
 */
class LaneStateTests {

	private final LaneState state = new LaneState();

	@Test
	void isAtRestFirst() {
		assertThat(LaneState.of(this.state.word())).isEqualTo(LaneState.REST);
	}

	@Test
	void oldWordDoesNotFitInAnotherTurn() {
		int old = this.state.turn(LaneState.CALLING);
		assertThat(this.state.word()).isEqualTo(old);
		assertThat(LaneState.of(old)).isEqualTo(LaneState.CALLING);
		int next = this.state.turn(LaneState.CALLING);
		assertThat(next).isNotEqualTo(old);
		assertThat(LaneState.of(next)).isEqualTo(LaneState.CALLING);
		assertThat(this.state.take(old, LaneState.CALLING, LaneState.RUNNING)).isFalse();
		assertThat(this.state.takeOver(old)).isFalse();
		assertThat(this.state.word()).isEqualTo(next);
	}

	@Test
	void isTakenFromOneStateToAnotherWithinATurn() {
		int word = this.state.turn(LaneState.CALLING);
		assertThat(this.state.take(word, LaneState.SUSPENDED, LaneState.READY)).isFalse();
		assertThat(this.state.take(word, LaneState.CALLING, LaneState.SUSPENDED)).isTrue();
		assertThat(this.state.word()).isEqualTo(LaneState.with(word, LaneState.SUSPENDED));
		assertThat(this.state.take(word, LaneState.CALLING, LaneState.READY)).isFalse();
		assertThat(this.state.take(word, LaneState.SUSPENDED, LaneState.READY)).isTrue();
		assertThat(LaneState.of(this.state.word())).isEqualTo(LaneState.READY);
	}

	@Test
	void isTakenOverForAnotherTurn() {
		int word = this.state.turn(LaneState.SUSPENDED);
		assertThat(this.state.takeOver(word)).isTrue();
		assertThat(LaneState.of(this.state.word())).isEqualTo(LaneState.RUNNING);
		assertThat(this.state.word()).isNotEqualTo(LaneState.with(word, LaneState.RUNNING));
		assertThat(this.state.takeOver(word)).isFalse();
	}

	@Test
	void wordOfAnEarlierTurnDoesNotFitWhenItIsTakenOver() {
		int old = this.state.turn(LaneState.CALLING);
		int word = this.state.turn(LaneState.CALLING);
		assertThat(this.state.takeOver(word)).isTrue();
		assertThat(this.state.take(old, LaneState.RUNNING, LaneState.REST)).isFalse();
		assertThat(this.state.takeOver(LaneState.with(old, LaneState.RUNNING))).isFalse();
	}

	@Test
	void wordsOfManyTurnsDiffer() {
		int first = this.state.word();
		int last = first;
		for (int i = 0; i < 1_000; i++) {
			last = this.state.turn(i % 5);
			assertThat(LaneState.of(last)).isEqualTo(i % 5);
			assertThat(last >>> 3).isEqualTo((first >>> 3) + i + 1);
		}
	}

	@Test
	void statesFitIntoOneWord() {
		for (int from = LaneState.REST; from <= LaneState.SUSPENDED; from++) {
			for (int to = LaneState.REST; to <= LaneState.SUSPENDED; to++) {
				int word = this.state.turn(from);
				assertThat(LaneState.of(LaneState.with(word, to))).isEqualTo(to);
				assertThat(LaneState.with(LaneState.with(word, to), from)).isEqualTo(word);
			}
		}
	}

}
