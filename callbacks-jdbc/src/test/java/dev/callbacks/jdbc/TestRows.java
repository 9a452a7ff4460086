// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Rows of runs that nobody ran.
 */
final class TestRows {

	private TestRows() {
	}

	static UUID id(long number) {
		return new UUID(0x0190_0000_0000_7000L, number);
	}

	static AuditRow start(RowFactory.Process process, long number) {
		return builder(process, number).build();
	}

	static AuditRow end(RowFactory.Process process, long number) {
		return builder(process, number).set(Column.OUTCOME, "SUCCESS")
			.set(Column.ENDED_AT, Instant.ofEpochSecond(1_700_000_000 + number, 1_234_567))
			.set(Column.DURATION_NANOS, 1_234_567L)
			.set(Column.INPUT_TOKENS, 12L)
			.set(Column.OUTPUT_TOKENS, number)
			.set(Column.TOTAL_TOKENS, 12 + number)
			.set(Column.USAGE_ESTIMATED, false)
			.build();
	}

	private static AuditRow.Builder builder(RowFactory.Process process, long number) {
		return new AuditRow.Builder().set(Column.RUN_ID, id(number))
			.set(Column.ROOT_ID, id(number))
			.set(Column.KIND, "CHAT_MODEL")
			.set(Column.NAME, "run \uD83D\uDE00 " + number)
			.set(Column.PROVIDER, "openai")
			.set(Column.MODEL, "gpt-5")
			.set(Column.METADATA, "{\"user_id\":\"u" + number % 7 + "\"}")
			.set(Column.USER_ID, "u" + number % 7)
			.set(Column.CONVERSATION_ID, "c" + number % 100)
			.set(Column.STARTED_AT, Instant.ofEpochSecond(1_700_000_000 + number))
			.set(Column.INSTANCE, process.instance())
			.set(Column.EPOCH, process.epoch());
	}

	/**
	 * Returns the starts of runs and then their ends, as of runs that overlap.
	 */
	static List<AuditRow> overlapping(RowFactory.Process process, long first, int count) {
		List<AuditRow> rows = new ArrayList<>();
		for (long number = first; number < first + count; number++) {
			rows.add(start(process, number));
		}
		for (long number = first; number < first + count; number++) {
			rows.add(end(process, number));
		}
		return rows;
	}

}
