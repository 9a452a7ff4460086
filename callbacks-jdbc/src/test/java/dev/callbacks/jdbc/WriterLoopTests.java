// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The steps of the thread that writes.
 */
class WriterLoopTests {

	private static final Duration LEASE = Duration.ofMillis(50);

	@Test
	void runsOfADeadProcessAreClosedAlsoWhileRowsKeepComing() {
		AuditDatabase database = new AuditDatabase(TestDatabase.h2().withTables(), Duration.ofSeconds(10));
		RowFactory.Process dead = new RowFactory.Process("dead", 1);
		new AuditStore(database, dead, LEASE, null).write(List.of(TestRows.start(dead, 1)));
		RowFactory.Process process = new RowFactory.Process("one", 2);
		AuditStore store = new AuditStore(database, process, LEASE, null);
		AuditAccounts accounts = new AuditAccounts();
		WriterLoop loop = new WriterLoop(store, new Housekeeping(store, LEASE, null),
				new HeadExport(process, null, LEASE), accounts, 10, LEASE);
		Outbox outbox = new Outbox(null, 100, accounts);
		JdbcTemplate jdbc = database.jdbc();
		long[] number = { 100 };
		AuditApplication.await(() -> {
			outbox.add(List.of(TestRows.end(process, number[0]++)));
			loop.step(outbox);
			return "ABANDONED".equals(jdbc.queryForObject("select outcome from callbacks_audit where run_id = ?",
					String.class, TestRows.id(1)));
		});
	}

}
