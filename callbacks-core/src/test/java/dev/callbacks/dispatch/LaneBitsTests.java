// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sets of lanes.
 */
class LaneBitsTests {

	@Test
	void hasAsManyWordsAsLanesNeed() {
		assertThat(new LaneBits(0).words()).isZero();
		assertThat(new LaneBits(1).words()).isOne();
		assertThat(new LaneBits(64).words()).isOne();
		assertThat(new LaneBits(65).words()).isEqualTo(2);
		assertThat(new LaneBits(129).words()).isEqualTo(3);
	}

	@Test
	void laneIsTakenOnce() {
		LaneBits lanes = new LaneBits(130);
		for (int lane : new int[] { 0, 63, 64, 129 }) {
			assertThat(lanes.isEmpty()).isTrue();
			assertThat(lanes.take(lane)).isFalse();
			lanes.add(lane);
			assertThat(lanes.isEmpty()).isFalse();
			assertThat(lanes.word(lane / 64)).isEqualTo(1L << (lane % 64));
			assertThat(lanes.take(lane)).isTrue();
			assertThat(lanes.take(lane)).isFalse();
		}
	}

	@Test
	void takesThoseOfAWordThatAreHereAndLeavesTheOthers() {
		LaneBits lanes = new LaneBits(128);
		lanes.add(0, 0b1000L);
		lanes.add(1, 0b0111L);
		assertThat(lanes.take(1, 0b1110L)).isEqualTo(0b0110L);
		assertThat(lanes.word(1)).isEqualTo(0b0001L);
		assertThat(lanes.word(0)).isEqualTo(0b1000L);
	}

	@Test
	void findsTheLowestLane() {
		assertThat(LaneBits.lane(0, 0b1100L)).isEqualTo(2);
		assertThat(LaneBits.lane(2, 1L << 63)).isEqualTo(191);
	}

}
