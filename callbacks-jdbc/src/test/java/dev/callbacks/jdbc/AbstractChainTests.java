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

import dev.callbacks.jdbc.Finding.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The chain: every change of the database is found.
 */
abstract class AbstractChainTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final RowFactory.Process process = new RowFactory.Process("one", 1_000);

	private final List<ExportedHead> exported = new ArrayList<>();

	private JdbcTemplate jdbc;

	private AuditDatabase database;

	private AuditStore store;

	private TestDatabase testDatabase;

	private SingleConnectionDataSource dataSource;

	/**
	 * Returns the database, which may have rows of other tests.
	 */
	abstract TestDatabase database();

	@BeforeEach
	void writeRows() {
		this.testDatabase = database();
		this.dataSource = this.testDatabase.withTables();
		this.database = new AuditDatabase(this.dataSource, Duration.ofSeconds(10));
		this.jdbc = this.database.jdbc();
		for (String table : List.of("callbacks_audit", "callbacks_audit_epoch", "callbacks_audit_checkpoint")) {
			this.jdbc.update("delete from " + table);
		}
		this.store = store(this.process);
		for (int batch = 0; batch < 10; batch++) {
			List<AuditRow> rows = TestRows.overlapping(this.process, batch * 13, 13);
			this.store.write(rows.subList(0, 13));
			this.store.write(rows.subList(13, 26));
		}
	}

	@AfterEach
	void disconnect() {
		this.dataSource.destroy();
	}

	private AuditStore store(RowFactory.Process owner) {
		return new AuditStore(this.database, owner, LEASE, ChainKey.of(AuditApplication.KEY));
	}

	private void export() {
		Chain.Head head = this.store.head();
		assertThat(head).isNotNull();
		this.exported.add(new ExportedHead(this.process.epoch(), head.links(), HexFormat.of().formatHex(head.code())));
	}

	private List<Finding> verify() {
		return verify(AuditApplication.KEY).findings();
	}

	private Verification.Report verify(String key) {
		try (Connection connection = this.testDatabase.connect()) {
			return new Verification(ChainKey.of(key), this.exported).verify(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void anAuditThatNobodyChangedHasNoFindings() {
		export();
		Verification.Report report = verify(AuditApplication.KEY);
		assertThat(report.findings()).isEmpty();
		assertThat(report.links()).isEqualTo(260);
		assertThat(report.chains()).isOne();
		assertThat(report.unchained()).isZero();
	}

	@Test
	void anotherKeyFindsAllLinksChanged() {
		assertThat(verify("another key, which is long enough too").findingCount()).isGreaterThanOrEqualTo(260);
	}

	@Test
	void aChangedStartIsNamed() {
		this.jdbc.update("update callbacks_audit set name = 'harmless' where run_id = ?", TestRows.id(5));
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::run)
			.containsExactly(tuple(Type.CHANGED, 6L, TestRows.id(5)));
	}

	@Test
	void aChangedEndIsNamed() {
		this.jdbc.update("update callbacks_audit set output_tokens = 1 where run_id = ?", TestRows.id(5));
		assertThat(verify()).extracting(Finding::type, Finding::run)
			.containsExactly(tuple(Type.CHANGED, TestRows.id(5)));
	}

	@Test
	void everyChangedColumnIsFound() {
		for (Column column : Column.values()) {
			String value = switch (column.type()) {
				case ID -> "cast('00000000-0000-0000-0000-000000000001' as uuid)";
				case TEXT -> "'changed'";
				case TIME -> "timestamp with time zone '2020-01-01 00:00:00+00'";
				case NUMBER -> "77777";
				case FLAG -> "true";
			};
			assertThat(this.jdbc.update(
					"update callbacks_audit set " + column.label() + " = " + value + " where run_id = ?",
					TestRows.id(column.ordinal())))
				.isOne();
		}
		assertThat(verify()).hasSize(Column.values().length + 1);
	}

	@Test
	void aRemovedRowIsFoundWithItsPlace() {
		this.jdbc.update("delete from callbacks_audit where run_id = ?", TestRows.id(5));
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::last, Finding::run)
			.containsExactly(tuple(Type.MISSING, 6L, 6L, TestRows.id(4)),
					tuple(Type.MISSING, 19L, 19L, TestRows.id(4)));
	}

	@Test
	void exchangedRowsAreNamed() {
		this.jdbc.update("update callbacks_audit set start_link = -1 where start_link = 6");
		this.jdbc.update("update callbacks_audit set start_link = 6 where start_link = 8");
		this.jdbc.update("update callbacks_audit set start_link = 8 where start_link = -1");
		assertThat(verify()).extracting(Finding::type, Finding::run)
			.containsExactly(tuple(Type.CHANGED, TestRows.id(7)), tuple(Type.CHANGED, TestRows.id(5)));
	}

	@Test
	void aTailThatIsCutOffAfterAnExportedHeadIsFound() {
		export();
		byte[] earlier = this.jdbc.queryForObject("select head from callbacks_audit_checkpoint where link = 200",
				byte[].class);
		this.jdbc.update("delete from callbacks_audit where start_link > 200 or end_link > 200");
		this.jdbc.update("update callbacks_audit_epoch set links = 200, head = ?", earlier);
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::last)
			.contains(tuple(Type.MISSING, 201L, 260L));
	}

	@Test
	void aCompletionThatIsTakenBackIsFound() {
		this.jdbc.update("update callbacks_audit set "
				+ String.join(", ", Column.OF_END.stream().map((column) -> column.label() + " = null").toList())
				+ ", end_chain = null, end_link = null, end_mac = null where run_id = ?", TestRows.id(5));
		assertThat(verify()).extracting(Finding::type).containsExactly(Type.MISSING);
	}

	@Test
	void aCompletionThatNobodySignedIsFound() {
		this.store.write(List.of(TestRows.start(this.process, 5_000)));
		this.jdbc.update("update callbacks_audit set outcome = 'SUCCESS' where run_id = ?", TestRows.id(5_000));
		assertThat(verify()).extracting(Finding::type, Finding::run)
			.containsExactly(tuple(Type.CHANGED, TestRows.id(5_000)));
	}

	@Test
	void anAddedRowIsFound() {
		new AuditStore(this.database, this.process, LEASE, null).write(List.of(TestRows.end(this.process, 7_777)));
		assertThat(verify()).extracting(Finding::type, Finding::run)
			.containsExactly(tuple(Type.ADDED, TestRows.id(7_777)));
	}

	@Test
	void aChainThatIsGoneIsFoundByItsExportedHead() {
		export();
		this.jdbc.update("delete from callbacks_audit");
		this.jdbc.update("delete from callbacks_audit_epoch");
		this.jdbc.update("delete from callbacks_audit_checkpoint");
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::last)
			.containsExactly(tuple(Type.MISSING, 1L, 260L));
	}

	@Test
	void aHistoryThatWasWrittenAnewWithTheKeyIsFoundByAnExportedHead() {
		export();
		this.jdbc.update("delete from callbacks_audit");
		this.jdbc.update("delete from callbacks_audit_epoch");
		this.jdbc.update("delete from callbacks_audit_checkpoint");
		AuditStore forger = store(this.process);
		forger.write(TestRows.overlapping(this.process, 20_000, 140));
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::last)
			.startsWith(tuple(Type.REWRITTEN, 201L, 260L));
	}

	@Test
	void aBatchWhoseCommitNobodyHeardOfIsNotLinkedTwice() {
		store(this.process).write(TestRows.overlapping(this.process, 1_300, 10));
		AuditStore again = store(this.process);
		again.write(TestRows.overlapping(this.process, 1_300, 10));
		again.write(TestRows.overlapping(this.process, 1_310, 10));
		assertThat(verify()).isEmpty();
	}

	@Test
	void anAbandonedRunIsALinkOfWhoClosedIt() {
		this.store.write(List.of(TestRows.start(this.process, 5_000), TestRows.start(this.process, 5_001)));
		RowFactory.Process other = new RowFactory.Process("two", 2_000);
		assertThat(store(other).abandon(this.database.now().plus(LEASE).plusSeconds(1), 10)).isEqualTo(2);
		assertThat(verify()).isEmpty();
		this.store.write(List.of(TestRows.end(this.process, 5_001)));
		assertThat(verify()).isEmpty();
		assertThat(this.jdbc.queryForList("select outcome from callbacks_audit where run_id in (?, ?) order by run_id",
				String.class, TestRows.id(5_000), TestRows.id(5_001)))
			.containsExactly("ABANDONED", "SUCCESS");
		this.jdbc.update("update callbacks_audit set abandoned_at = started_at where run_id = ?", TestRows.id(5_000));
		this.jdbc.update("update callbacks_audit set outcome = null where run_id = ?", TestRows.id(5_000));
		assertThat(verify()).extracting(Finding::chain).contains(1_000L, 2_000L);
	}

	@Test
	void whatRetentionLeavesIsVerified() {
		export();
		Retention retention = retention();
		Instant now = Instant.ofEpochSecond(1_700_000_000 + 115).plus(Duration.ofDays(90));
		retention.advance(now);
		int removed = retention.removeBatch(now);
		assertThat(removed).isEqualTo(96);
		assertThat(verify()).isEmpty();
		this.jdbc.update("delete from callbacks_audit where run_id = ?", TestRows.id(120));
		assertThat(verify()).hasSize(2);
	}

	@Test
	void whatNobodyRetainedWasRemoved() {
		export();
		this.jdbc.update("delete from callbacks_audit where start_link < 100");
		this.jdbc.update("update callbacks_audit_epoch set removed_links = 100, removed_mac = head");
		assertThat(verify()).extracting(Finding::type).contains(Type.MISSING);
	}

	@Test
	void aChainIsRemovedToItsEndOnceItsLeaseHasLapsed() {
		export();
		this.jdbc
			.update("update callbacks_audit_epoch set lease_until = timestamp with time zone '2020-01-01 00:00:00+00'");
		Retention retention = retention();
		Instant now = Instant.now().plus(Duration.ofDays(365));
		retention.advance(now);
		assertThat(retention.removeBatch(now)).isEqualTo(130);
		assertThat(retention.removeBatch(now)).isZero();
		assertThat(verify()).isEmpty();
	}

	@Test
	void whatNoLinkCoversIsFound() {
		for (String change : List.of("abandon_link = 0", "abandon_mac = start_mac", "abandon_chain = 1000",
				"abandoned_at = started_at")) {
			assertThat(this.jdbc.update("update callbacks_audit set " + change + " where run_id = ?", TestRows.id(5)))
				.isOne();
			assertThat(verify()).as(change)
				.isNotEmpty()
				.allSatisfy((finding) -> assertThat(finding.run()).isEqualTo(TestRows.id(5)));
			this.jdbc.update("update callbacks_audit set abandon_chain = null, abandon_link = null, "
					+ "abandon_mac = null, abandoned_at = null where run_id = ?", TestRows.id(5));
		}
		assertThat(verify()).isEmpty();
	}

	@Test
	void aCompletionWithAPartOfALinkIsFound() {
		this.store.write(List.of(TestRows.start(this.process, 5_000)));
		this.jdbc.update("update callbacks_audit set outcome = 'SUCCESS', end_link = 0, end_mac = start_mac "
				+ "where run_id = ?", TestRows.id(5_000));
		assertThat(verify()).extracting(Finding::type, Finding::run)
			.containsExactly(tuple(Type.CHANGED, TestRows.id(5_000)));
	}

	@Test
	void aTimeThatNobodyCouldHaveWrittenIsFound() {
		this.jdbc.update("update callbacks_audit set started_at = timestamp with time zone '5000-01-01 00:00:00+00' "
				+ "where run_id = ?", TestRows.id(5));
		this.jdbc.update("update callbacks_audit set name = 'harmless' where run_id = ?", TestRows.id(7));
		assertThat(verify()).extracting(Finding::type, Finding::run)
			.containsExactly(tuple(Type.CHANGED, TestRows.id(5)), tuple(Type.CHANGED, TestRows.id(7)));
	}

	@Test
	void anAddedRowWithTheGreatestNumberIsFound() {
		new AuditStore(this.database, this.process, LEASE, null).write(List.of(TestRows.start(this.process, 7_777)));
		this.jdbc.update("update callbacks_audit set start_chain = 1000, start_link = ? where run_id = ?",
				Long.MAX_VALUE, TestRows.id(7_777));
		assertThat(verify()).extracting(Finding::run).contains(TestRows.id(7_777));
	}

	@Test
	void retentionHidesNoRowThatWasRemovedBefore() {
		this.jdbc.update("delete from callbacks_audit where start_link <= 130");
		advance(Instant.ofEpochSecond(1_700_000_000));
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::last)
			.containsExactly(tuple(Type.MISSING, 1L, 130L));
	}

	@Test
	void retentionHidesNoRowThatWasChangedBefore() {
		this.jdbc.update("update callbacks_audit set ended_at = timestamp with time zone '2000-01-01 00:00:00+00' "
				+ "where start_link <= 130");
		advance(Instant.ofEpochSecond(1_700_000_000));
		assertThat(verify()).extracting(Finding::type).hasSize(65).containsOnly(Type.CHANGED);
	}

	@Test
	void retentionBelievesNoRemovalThatIsNotCertified() {
		this.jdbc.update("delete from callbacks_audit where start_link <= 130");
		this.jdbc.update("update callbacks_audit_epoch set removed_links = 100");
		advance(Instant.ofEpochSecond(1_700_000_000 + 115).plus(Duration.ofDays(90)));
		assertThat(verify()).extracting(Finding::type, Finding::first).contains(tuple(Type.MISSING, 1L));
	}

	@Test
	void theCheckpointThatRetentionLeavesIsMissed() {
		advance(Instant.ofEpochSecond(1_700_000_000 + 115).plus(Duration.ofDays(90)));
		assertThat(verify()).isEmpty();
		assertThat(this.jdbc.queryForList("select link from callbacks_audit_checkpoint", Long.class))
			.containsExactly(200L);
		this.jdbc.update("delete from callbacks_audit_checkpoint");
		assertThat(verify()).extracting(Finding::type, Finding::first).containsExactly(tuple(Type.HEAD_CHANGED, 200L));
	}

	@Test
	void aProcessWhoseLeaseWasDeletedGoesOn() {
		this.jdbc.update("delete from callbacks_audit_epoch");
		failToWrite();
		this.store.write(TestRows.overlapping(this.process, 10_000, 10));
		export();
		assertThat(verify()).isEmpty();
		this.jdbc.update("delete from callbacks_audit_epoch");
		this.store.renew();
		assertThat(this.store.isOldest(this.database.now())).isTrue();
	}

	@Test
	void aHeadThatWasSetBackIsNotUsedAgain() {
		byte[] earlier = this.jdbc.queryForObject("select head from callbacks_audit_checkpoint where link = 200",
				byte[].class);
		this.jdbc.update("delete from callbacks_audit where start_link > 200 or end_link > 200");
		this.jdbc.update("update callbacks_audit_epoch set links = 200, head = ?", earlier);
		failToWrite();
		this.store.write(TestRows.overlapping(this.process, 10_000, 10));
		assertThat(verify()).extracting(Finding::type, Finding::first, Finding::last)
			.contains(tuple(Type.MISSING, 201L, 260L));
	}

	private void failToWrite() {
		AuditRow incomplete = new AuditRow.Builder().set(Column.RUN_ID, TestRows.id(9_999)).build();
		assertThatException().isThrownBy(() -> this.store.write(List.of(incomplete)));
	}

	@Test
	void aProcessWithoutAKeyLeavesRowsWithAChainToOneThatHasIt() {
		this.store.write(List.of(TestRows.start(this.process, 5_000)));
		Instant later = this.database.now().plus(LEASE).plusSeconds(1);
		AuditStore keyless = new AuditStore(this.database, new RowFactory.Process("old", 1), LEASE.multipliedBy(3),
				null);
		AuditStore keyed = new AuditStore(this.database, new RowFactory.Process("two", 2_000), LEASE.multipliedBy(3),
				ChainKey.of(AuditApplication.KEY));
		keyless.renew();
		keyed.renew();
		assertThat(keyless.isOldest(later)).isTrue();
		assertThat(keyless.abandon(later, 10)).isZero();
		assertThat(keyed.isOldest(later)).isTrue();
		assertThat(keyed.abandon(later, 10)).isOne();
		assertThat(verify()).isEmpty();
	}

	private void advance(Instant now) {
		Retention retention = retention();
		retention.advance(now);
		retention.removeBatch(now);
	}

	private Retention retention() {
		return new Retention(this.database, Duration.ofDays(90), ChainKey.of(AuditApplication.KEY));
	}

}
