// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * A log and the cursors in it.
 */
class EventLogTests {

	private final EventLog log = new EventLog();

	private final Cursor cursor = new Cursor();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 4, 5, 36, 37, 68, 69 })
	void cursorReadsWhatIsWrittenBehindIt(int before) {
		write(0, before);
		this.cursor.goToEnd(this.log);
		assertThat(this.cursor.at).isEqualTo(before);
		assertThat(this.cursor.hasNext()).isFalse();
		assertThat(this.cursor.missing()).isZero();
		write(before, before + 100);
		assertThat(this.log.published()).isEqualTo(before + 100);
		assertThat(this.log.publishedNow()).isEqualTo(before + 100);
		for (int i = before; i < before + 100; i++) {
			assertThat(this.cursor.missing()).isEqualTo(before + 100 - i);
			assertThat(this.cursor.hasNext()).isTrue();
			assertThat(this.cursor.next()).isEqualTo(i);
			assertThat(this.cursor.last()).isEqualTo(i);
			assertThat(this.cursor.at).isEqualTo(i + 1);
		}
		assertThat(this.cursor.hasNext()).isFalse();
		assertThat(this.cursor.missing()).isZero();
	}

	@Test
	void cursorFollowsTheWriter() {
		this.cursor.goToEnd(this.log);
		for (int i = 0; i < 100; i++) {
			assertThat(this.cursor.hasNext()).isFalse();
			this.log.write(i);
			assertThat(this.cursor.hasNext()).isTrue();
			assertThat(this.cursor.next()).isEqualTo(i);
		}
	}

	@Test
	void cursorLooksAtTheLogOnlyWhenItHasReadAllThatItKnew() {
		this.cursor.goToEnd(this.log);
		write(0, 2);
		assertThat(this.cursor.hasNext()).isTrue();
		this.cursor.next();
		this.cursor.next();
		write(2, 3);
		assertThat(this.cursor.hasNext()).isTrue();
		assertThat(this.cursor.next()).isEqualTo(2);
		assertThat(this.cursor.hasNext()).isFalse();
	}

	@Test
	void whatIsForgottenIsNotReadButCounts() {
		write(0, 5);
		EventLog.Chunk newest = this.log.newest();
		this.log.forget();
		assertThat(this.log.index()).isZero();
		assertThat(this.log.published()).isEqualTo(5);
		this.cursor.goToEnd(this.log);
		assertThat(this.log.newest()).isNotSameAs(newest);
		assertThat(this.cursor.at).isEqualTo(5);
		write(5, 50);
		for (int i = 5; i < 50; i++) {
			assertThat(this.cursor.next()).isEqualTo(i);
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

	@Test
	void cursorThatLetGoHasNoLog() {
		this.cursor.goToEnd(this.log);
		write(0, 1);
		this.cursor.next();
		this.cursor.letGo();
		assertThatNullPointerException().isThrownBy(this.cursor::log);
		assertThatNullPointerException().isThrownBy(this.cursor::last);
	}

	private void write(int from, int to) {
		for (int i = from; i < to; i++) {
			this.log.write(i);
		}
	}

}
