// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a run: of several endings the first wins.
 */
class RunLifeTests {

	private final RunLife life = new RunLife();

	private final Runnable first = () -> {
	};

	private final Runnable second = () -> {
	};

	@Test
	void endingThatComesBeforeTheStartIsParked() {
		assertThat(this.life.isOver()).isFalse();
		assertThat(this.life.end(this.first)).isFalse();
		assertThat(this.life.isOver()).isTrue();
		assertThat(this.life.end(this.second)).isFalse();
		assertThat(this.life.start()).isSameAs(this.first);
		assertThat(this.life.isOver()).isTrue();
		assertThat(this.life.end(this.second)).isFalse();
	}

	@Test
	void firstEndingBehindTheStartWins() {
		assertThat(this.life.start()).isNull();
		assertThat(this.life.isOver()).isFalse();
		assertThat(this.life.end(this.first)).isTrue();
		assertThat(this.life.isOver()).isTrue();
		assertThat(this.life.end(this.second)).isFalse();
		assertThat(this.life.isOver()).isTrue();
	}

}
