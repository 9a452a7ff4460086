// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Random changes of an audit with two chains, of which retention has removed a part: all
 * are found up to the last exported head.
 */
abstract class AbstractTamperingTests {

	private static final int ROUNDS = 100;

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final ChainKey key = ChainKey.of(AuditApplication.KEY);

	private final List<ExportedHead> exported = new ArrayList<>();

	abstract TestDatabase database();

	private TestDatabase testDatabase;

	private SingleConnectionDataSource dataSource;

	private JdbcTemplate jdbc;

	@BeforeEach
	void writeAudit() {
		this.testDatabase = database();
		this.dataSource = this.testDatabase.withTables();
		AuditDatabase database = new AuditDatabase(this.dataSource, Duration.ofSeconds(10));
		this.jdbc = database.jdbc();
		writeRows(database);
	}

	@AfterEach
	void disconnect() {
		this.dataSource.destroy();
	}

	@Test
	void everyChangeIsFound() throws SQLException {
		allowDuplicates(this.jdbc);
		AuditState untouched = AuditState.read(this.jdbc);
		long first = new Random().nextInt(1_000_000);
		int refused = 0;
		for (long seed = first; seed < first + ROUNDS; seed++) {
			AuditState state = untouched.copy();
			String change = new Tampering(seed, state).apply();
			try {
				state.write(this.jdbc);
			}
			catch (DataAccessException ex) {
				refused++;
				continue;
			}
			assertThat(findings().isEmpty()).as("seed %s: %s", seed, change).isEqualTo(state.equals(untouched));
		}
		assertThat(refused).isLessThan(ROUNDS / 3);
		untouched.write(this.jdbc);
		assertThat(findings()).isEmpty();
	}

	@Test
	void aChangedCheckpointWhoseHeadWasExportedIsFound() throws SQLException {
		assertThat(this.jdbc.update("update callbacks_audit_checkpoint set head = (select head from "
				+ "callbacks_audit_checkpoint where chain = 1000 and link = 300) where chain = 1000 and link = 200"))
			.isOne();
		assertThat(findings()).extracting(Finding::type, Finding::first)
			.containsExactly(tuple(Finding.Type.HEAD_CHANGED, 200L));
	}

	private List<Finding> findings() throws SQLException {
		try (Connection connection = this.testDatabase.connect()) {
			return new Verification(this.key, this.exported).verify(connection).findings();
		}
	}

	private void writeRows(AuditDatabase database) {
		RowFactory.Process one = new RowFactory.Process("one", 1_000);
		RowFactory.Process two = new RowFactory.Process("two", 2_000);
		AuditStore first = new AuditStore(database, one, LEASE, this.key);
		AuditStore second = new AuditStore(database, two, LEASE, this.key);
		for (int batch = 0; batch < 8; batch++) {
			List<AuditRow> rows = TestRows.overlapping(one, batch * 20, 20);
			first.write(rows.subList(0, 20));
			first.write(rows.subList(20, 40));
			second.write(TestRows.overlapping(two, 1_000 + batch * 20, 20));
			if (batch == 4) {
				export(one, first);
			}
		}
		first.write(List.of(TestRows.start(one, 500), TestRows.start(one, 501), TestRows.start(one, 502)));
		assertThat(second.abandon(database.now().plus(LEASE).plusSeconds(1), 2)).isEqualTo(2);
		first.write(List.of(TestRows.end(one, 501)));
		Retention retention = new Retention(database, Duration.ofDays(90), this.key);
		Instant now = Instant.ofEpochSecond(1_700_000_000 + 70).plus(Duration.ofDays(90));
		assertThat(retention.advance(now)).isTrue();
		assertThat(retention.removeBatch(now)).isPositive();
		export(one, first);
		export(two, second);
	}

	private void export(RowFactory.Process process, AuditStore store) {
		Chain.Head head = Objects.requireNonNull(store.head());
		this.exported.add(new ExportedHead(process.epoch(), head.links(), HexFormat.of().formatHex(head.code())));
	}

	/**
	 * Removes what an attacker would remove first.
	 */
	private static void allowDuplicates(JdbcTemplate jdbc) {
		for (LinkType type : LinkType.values()) {
			jdbc.execute("drop index callbacks_audit_" + type.name().toLowerCase() + "_link");
		}
		List<String> keys = jdbc.queryForList(
				"select constraint_name from information_schema.table_constraints "
						+ "where lower(table_name) = 'callbacks_audit' and constraint_type = 'PRIMARY KEY'",
				String.class);
		keys.forEach((name) -> jdbc.execute("alter table callbacks_audit drop constraint " + name));
	}

}
