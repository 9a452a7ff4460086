// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A log and the cursors in it.
 */
class EventLogTests {

	private final EventLog log = new EventLog();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 4, 5, 36, 37, 68, 69 })
	void cursorReadsWhatIsWrittenBehindIt(int before) {
		write(0, before);
		Cursor cursor = new Cursor(this.log);
		assertThat(cursor.at).isEqualTo(before);
		assertThat(cursor.hasNext()).isFalse();
		assertThat(cursor.missing()).isZero();
		write(before, before + 100);
		assertThat(this.log.published()).isEqualTo(before + 100);
		assertThat(this.log.publishedNow()).isEqualTo(before + 100);
		for (int i = before; i < before + 100; i++) {
			assertThat(cursor.missing()).isEqualTo(before + 100 - i);
			assertThat(cursor.hasNext()).isTrue();
			assertThat(cursor.next()).isEqualTo(i);
			assertThat(cursor.last()).isEqualTo(i);
			assertThat(cursor.at).isEqualTo(i + 1);
		}
		assertThat(cursor.hasNext()).isFalse();
		assertThat(cursor.missing()).isZero();
	}

	@Test
	void cursorFollowsTheWriter() {
		Cursor cursor = new Cursor(this.log);
		for (int i = 0; i < 100; i++) {
			assertThat(cursor.hasNext()).isFalse();
			this.log.write(i);
			assertThat(cursor.hasNext()).isTrue();
			assertThat(cursor.next()).isEqualTo(i);
		}
	}

	@Test
	void cursorLooksAtTheLogOnlyWhenItHasReadAllThatItKnew() {
		Cursor cursor = new Cursor(this.log);
		write(0, 2);
		assertThat(cursor.hasNext()).isTrue();
		cursor.next();
		cursor.next();
		write(2, 3);
		assertThat(cursor.hasNext()).isTrue();
		assertThat(cursor.next()).isEqualTo(2);
		assertThat(cursor.hasNext()).isFalse();
	}

	@Test
	void whatIsForgottenIsNotReadButCounts() {
		write(0, 5);
		EventLog.Chunk newest = this.log.newest();
		this.log.forget();
		assertThat(this.log.index()).isZero();
		assertThat(this.log.published()).isEqualTo(5);
		Cursor cursor = new Cursor(this.log);
		assertThat(this.log.newest()).isNotSameAs(newest);
		assertThat(cursor.at).isEqualTo(5);
		write(5, 50);
		for (int i = 5; i < 50; i++) {
			assertThat(cursor.next()).isEqualTo(i);
		}
		assertThat(newest.next).as("nothing leads from what is forgotten to what came later").isNull();
	}

	@Test
	void emptyPieceIsKept() {
		EventLog.Chunk newest = this.log.newest();
		this.log.forget();
		assertThat(this.log.newest()).isSameAs(newest);
		write(0, 1);
		assertThat(this.log.newest()).isSameAs(newest);
	}

	@Test
	void firstPieceIsSmall() {
		assertThat(this.log.newest().slots).hasSize(4);
		write(0, 5);
		assertThat(this.log.newest().slots).hasSize(32);
		this.log.forget();
		assertThat(this.log.newest().slots).hasSize(4);
		this.log.write(5);
		this.log.forget();
		this.log.write(6);
		assertThat(this.log.newest().slots).hasSize(4);
	}

	private void write(int from, int to) {
		for (int i = from; i < to; i++) {
			this.log.write(i);
		}
	}

}
