// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import dev.callbacks.autoconfigure.spool.Spool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows that wait: in memory, and in the spool.
 */
class OutboxTests {

	private static final RowFactory.Process PROCESS = new RowFactory.Process("one", 1);

	private static final long LARGE = 1_000_000;

	@TempDir
	Path directory;

	private final AuditAccounts accounts = new AuditAccounts();

	private Outbox outbox(int maxInMemory, long maxSize) throws IOException {
		return new Outbox(Spool.open(this.directory, "audit", RowCodec.FORMAT, maxSize, this::lose), maxInMemory,
				this.accounts);
	}

	private void lose(long count, boolean earlier) {
		this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL, count);
	}

	private static List<AuditRow> rows(long first, int count) {
		return LongStream.range(first, first + count).mapToObj((number) -> TestRows.end(PROCESS, number)).toList();
	}

	private static List<Long> numbers(List<AuditRow> rows) {
		return rows.stream().map((row) -> row.id().getLeastSignificantBits()).toList();
	}

	@Test
	void rowsStayInMemoryUntilThereAreTooMany() throws IOException {
		Outbox outbox = outbox(10, LARGE);
		outbox.add(rows(0, 10));
		assertThat(outbox.spooled()).isZero();
		outbox.add(rows(10, 1));
		assertThat(outbox.spooled()).isEqualTo(11);
		outbox.add(rows(11, 1));
		assertThat(numbers(outbox.peek(100))).isEqualTo(LongStream.range(0, 12).boxed().toList());
	}

	@Test
	void aBatchFromMemoryIsRemovedFromTheSpool() throws IOException {
		Outbox outbox = outbox(10, LARGE);
		outbox.add(rows(0, 5));
		List<AuditRow> batch = outbox.peek(3);
		outbox.spill();
		outbox.add(rows(5, 5));
		assertThat(outbox.remove(batch.size())).isEqualTo(3);
		assertThat(numbers(outbox.peek(100))).isEqualTo(LongStream.range(3, 10).boxed().toList());
		assertThat(outbox.remove(7)).isEqualTo(7);
		outbox.add(rows(10, 1));
		assertThat(outbox.spooled()).isZero();
		assertThat(outbox.size()).isOne();
	}

	@Test
	void theSpoolIsReadAgainInItsOrder() throws IOException {
		Outbox first = outbox(10, LARGE);
		first.add(rows(0, 8));
		first.close();
		Outbox second = outbox(10, LARGE);
		assertThat(second.spooled()).isEqualTo(8);
		second.add(rows(8, 2));
		assertThat(numbers(second.peek(100))).isEqualTo(LongStream.range(0, 10).boxed().toList());
		AuditRow row = second.peek(1).get(0);
		for (Column column : Column.values()) {
			assertThat(row.get(column)).isEqualTo(TestRows.end(PROCESS, 0).get(column));
		}
	}

	@Test
	void rowsOfProcessesThatHaveEndedAreTakenOver() throws IOException {
		Outbox first = outbox(0, LARGE);
		Outbox second = outbox(0, LARGE);
		Outbox third = outbox(0, LARGE);
		first.add(rows(0, 3));
		second.add(rows(10, 3));
		third.add(rows(20, 3));
		first.close();
		third.close();
		Outbox heir = outbox(0, LARGE);
		assertThat(numbers(heir.peek(100))).containsExactly(0L, 1L, 2L, 20L, 21L, 22L);
		second.close();
		heir.close();
		assertThat(numbers(outbox(0, LARGE).peek(100))).containsExactly(0L, 1L, 2L, 20L, 21L, 22L, 10L, 11L, 12L);
		assertThat(outbox(0, LARGE).spooled()).isZero();
	}

	@Test
	void rowsOfOthersForWhichThereIsNoRoomStay() throws IOException {
		Outbox first = outbox(0, LARGE);
		Outbox second = outbox(0, LARGE);
		first.add(rows(0, 40));
		second.add(rows(100, 80));
		first.close();
		second.close();
		Outbox heir = outbox(0, 20_000);
		assertThat(heir.spooled()).isEqualTo(40);
		assertThat(outbox(0, LARGE).spooled()).isEqualTo(80);
	}

	@Test
	void rowsThatWaitTooLongGoToTheSpool() throws IOException {
		Outbox outbox = outbox(10, LARGE);
		outbox.add(rows(0, 2));
		outbox.spillIfLate();
		assertThat(outbox.spooled()).isZero();
		AuditApplication.await(() -> {
			outbox.spillIfLate();
			return outbox.spooled() == 2;
		});
	}

	@Test
	void whatAFullSpoolHasNoRoomForIsCounted() throws IOException {
		Outbox outbox = outbox(0, 20_000);
		outbox.add(rows(0, 1_000));
		long kept = outbox.spooled();
		assertThat(kept).isBetween(50L, 200L);
		assertThat(this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL)).isEqualTo(1_000 - kept);
		assertThat(numbers(outbox.peek(1_000))).isEqualTo(LongStream.range(0, kept).boxed().toList());
	}

	@Test
	void aSpoolThatIsReadAndFilledAtOnceStaysInItsBounds() throws IOException {
		Outbox outbox = outbox(0, 20_000);
		List<Long> read = new ArrayList<>();
		for (int number = 0; number < 2_000; number += 10) {
			outbox.add(rows(number, 10));
			List<AuditRow> batch = outbox.peek((number < 30) ? 0 : 10);
			read.addAll(numbers(batch));
			outbox.remove(batch.size());
		}
		read.addAll(numbers(outbox.peek(100)));
		assertThat(read).isEqualTo(LongStream.range(0, 2_000).boxed().toList());
		assertThat(this.accounts.lost()).isZero();
	}

	@Test
	void aBatchOfWhichRowsFoundNoRoomTakesNoOtherWithIt() throws IOException {
		Outbox outbox = outbox(1_000, 20_000);
		outbox.add(rows(0, 500));
		List<AuditRow> batch = outbox.peek(500);
		outbox.spill();
		long kept = outbox.spooled();
		assertThat(kept).isLessThan(500);
		assertThat(outbox.remove(batch.size())).isEqualTo((int) kept);
		outbox.add(rows(500, 50));
		assertThat(outbox.remove(batch.size())).isZero();
		assertThat(numbers(outbox.peek(100))).isEqualTo(LongStream.range(500, 550).boxed().toList());
		assertThat(this.accounts.lost()).isEqualTo(500 - kept);
	}

	@Test
	void aRowThatCannotBeDecodedHoldsUpNoOther() throws IOException {
		try (Spool spool = Spool.open(this.directory, "audit", RowCodec.FORMAT, LARGE, this::lose)) {
			spool.add(RowCodec.encode(rows(0, 1).get(0)));
			spool.add(new byte[] { 1, 2, 3 });
			spool.add(RowCodec.encode(rows(1, 1).get(0)));
		}
		Outbox outbox = outbox(0, LARGE);
		assertThat(outbox.size()).isEqualTo(3);
		assertThat(numbers(outbox.peek(10))).containsExactly(0L, 1L);
		assertThat(this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL)).isOne();
		assertThat(outbox.remove(2)).isEqualTo(2);
		assertThat(outbox.size()).isZero();
	}

	@Test
	void rowsOfADamagedSpoolAreCountedAndHoldUpNoOther() throws IOException {
		Outbox outbox = outbox(0, LARGE);
		outbox.add(rows(0, 5));
		Files.delete(this.directory.resolve("audit-0/000000000000.spool"));
		assertThat(outbox.peek(10)).isEmpty();
		assertThat(this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL)).isEqualTo(5);
		outbox.add(rows(5, 5));
		assertThat(numbers(outbox.peek(10))).containsExactly(5L, 6L, 7L, 8L, 9L);
		assertThat(outbox.remove(5)).isEqualTo(5);
		assertThat(outbox.size()).isZero();
	}

	@Test
	void whatIsLeftAtTheEndWithoutASpoolIsLost() {
		Outbox outbox = new Outbox(null, 10, this.accounts);
		outbox.add(rows(0, 5));
		outbox.close();
		assertThat(outbox.size()).isZero();
		assertThat(this.accounts.lost()).isEqualTo(5);
	}

	@Test
	void withoutASpoolRowsBeyondTheMemoryAreCounted() {
		Outbox outbox = new Outbox(null, 10, this.accounts);
		outbox.add(rows(0, 15));
		assertThat(numbers(outbox.peek(100))).isEqualTo(LongStream.range(0, 10).boxed().toList());
		assertThat(this.accounts.lost()).isEqualTo(5);
	}

	@Test
	void aWriterThatComesBackLateChangesNothing() throws IOException {
		Outbox outbox = outbox(10, LARGE);
		outbox.add(rows(0, 5));
		outbox.close();
		assertThat(outbox.remove(5)).isZero();
		assertThat(outbox.size()).isEqualTo(5);
		assertThat(outbox(10, LARGE).spooled()).isEqualTo(5);
	}

}
