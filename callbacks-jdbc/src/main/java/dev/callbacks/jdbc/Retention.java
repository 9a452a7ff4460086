// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import dev.callbacks.jdbc.Chain.Head;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The removal of rows that are older than they have to be kept. Of a chain, rows go up to
 * a checkpoint: what is left is verified from there on. That the links before it were
 * removed by retention is certified with the key, so that nobody else can say so.
 */
final class Retention {

	/** The number of rows that are removed at once. */
	static final int BATCH = 1_000;

	private static final String OLD = "(ended_at < ? or (ended_at is null and abandoned_at < ?))";

	private static final String REMOVABLE = """
			select a.run_id from callbacks_audit a
			left join callbacks_audit_epoch s on s.epoch = a.start_chain
			left join callbacks_audit_epoch e on e.epoch = a.end_chain
			left join callbacks_audit_epoch x on x.epoch = a.abandon_chain
			where (a.ended_at < ? or (a.ended_at is null and a.abandoned_at < ?))
			and (a.start_chain is null or a.start_link <= s.removed_links)
			and (a.end_chain is null or a.end_link <= e.removed_links)
			and (a.abandon_chain is null or a.abandon_link <= x.removed_links) limit ?""";

	private final AuditDatabase database;

	private final Duration period;

	private final @Nullable ChainKey key;

	Retention(AuditDatabase database, Duration period, @Nullable ChainKey key) {
		this.database = database;
		this.period = period;
		this.key = key;
	}

	/**
	 * Moves the chains forward to where no row is needed any more.
	 * @param now the time by the clock of the database
	 */
	void advance(Instant now) {
		if (this.key == null) {
			return;
		}
		OffsetDateTime before = before(now);
		for (Long chain : jdbc().queryForList("select epoch from callbacks_audit_epoch where links is not null",
				Long.class)) {
			advance(this.key, chain, before);
		}
	}

	private void advance(ChainKey chainKey, long chain, OffsetDateTime before) {
		long needed = Long.MAX_VALUE;
		for (LinkType type : LinkType.values()) {
			String link = type.linkColumn();
			List<Long> first = jdbc().queryForList(
					"select " + link + " from callbacks_audit where " + type.chainColumn() + " = ? and not "
							+ "coalesce(" + OLD + ", false) order by " + link + " limit 1",
					Long.class, chain, before, before);
			needed = first.isEmpty() ? needed : Math.min(needed, first.get(0));
		}
		List<Head> heads = jdbc().query(
				"""
						select link, head from (select link, head from callbacks_audit_checkpoint where chain = ?
						union all select links, head from callbacks_audit_epoch where epoch = ? and lease_until < current_timestamp) h
						where link < ? and link > (select coalesce(removed_links, 0) from callbacks_audit_epoch where epoch = ?)
						order by link desc limit 1""",
				(row, number) -> new Head(row.getLong(1), row.getBytes(2)), chain, chain, needed, chain);
		if (!heads.isEmpty()) {
			remove(chainKey, chain, heads.get(0));
		}
	}

	private void remove(ChainKey chainKey, long chain, Head head) {
		this.database.inTransaction(() -> {
			Long known = jdbc().queryForObject(
					"select count(*) from callbacks_audit_checkpoint where chain = ? and link = ?", Long.class, chain,
					head.links());
			if (known == null || known == 0) {
				jdbc().update("insert into callbacks_audit_checkpoint (chain, link, head) values (?, ?, ?)", chain,
						head.links(), head.code());
			}
			jdbc().update("update callbacks_audit_epoch set removed_links = ?, removed_mac = ? where epoch = ?",
					head.links(), chainKey.removed(chain, head.links()), chain);
			return null;
		});
	}

	/**
	 * Removes rows.
	 * @param now the time by the clock of the database
	 * @return the number of rows, {@value #BATCH} if there may be more
	 */
	int removeBatch(Instant now) {
		OffsetDateTime before = before(now);
		List<UUID> runs = jdbc().queryForList(REMOVABLE, UUID.class, before, before, BATCH);
		jdbc().batchUpdate("delete from callbacks_audit where run_id = ?", runs, BATCH,
				(statement, run) -> statement.setObject(1, run));
		return runs.size();
	}

	private OffsetDateTime before(Instant now) {
		return AuditDatabase.time(now.minus(this.period));
	}

	private JdbcTemplate jdbc() {
		return this.database.jdbc();
	}

}
