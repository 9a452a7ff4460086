// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.callbacks.autoconfigure.spool.OccasionalLog;
import dev.callbacks.jdbc.Chain.Head;
import dev.callbacks.jdbc.ChainVerification.StoredChain;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The removal of rows that are older than they have to be kept. Of a chain, rows go up to
 * a checkpoint: what is left is verified from there on. That the links before it were
 * removed by retention is certified with the key, so that nobody else can say so, and
 * only after they were found to be intact.
 */
final class Retention {

	private static final Logger logger = LoggerFactory.getLogger(Retention.class);

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

	/** The number of links that a chain moves at once, all of which are read. */
	private static final int STEP = 50 * Chain.CHECKPOINT;

	private static final String HEADS = """
			select link, head from (select link, head from callbacks_audit_checkpoint where chain = ?
			union all select links, head from callbacks_audit_epoch where epoch = ? and lease_until < current_timestamp) h
			where link > ? and link <= ? and link < ? order by link desc limit 1""";

	private final AuditDatabase database;

	private final Duration period;

	private final @Nullable ChainKey key;

	private final OccasionalLog log = new OccasionalLog(logger);

	Retention(AuditDatabase database, Duration period, @Nullable ChainKey key) {
		this.database = database;
		this.period = period;
		this.key = key;
	}

	/**
	 * Moves the chains forward to where no row is needed any more.
	 * @param now the time by the clock of the database
	 * @return whether a chain moved, and may move further
	 */
	boolean advance(Instant now) {
		ChainKey chainKey = this.key;
		if (chainKey == null) {
			return false;
		}
		boolean moved = false;
		List<StoredChain> chains = this.database
			.inTransaction(() -> jdbc().query(StoredChain.SELECT, (row, number) -> StoredChain.read(row, chainKey)));
		for (StoredChain chain : chains) {
			moved |= this.database.inTransaction(() -> advance(chainKey, chain, before(now)));
		}
		return moved;
	}

	private boolean advance(ChainKey chainKey, StoredChain chain, OffsetDateTime before) {
		List<Head> heads = jdbc().query(HEADS, (row, number) -> new Head(row.getLong(1), row.getBytes(2)),
				chain.number(), chain.number(), chain.removed(), chain.removed() + STEP, needed(chain, before));
		if (heads.isEmpty()) {
			return false;
		}
		Head head = heads.get(0);
		StoredChain end = new StoredChain(chain.number(), head.links(), head.code(), chain.removed());
		if (!isIntact(chainKey, end)) {
			this.log.error("Retention removes no rows of chain {} from link {} on, since some were changed or removed: "
					+ "AuditVerifier tells which", chain.number(), chain.removed() + 1);
			return false;
		}
		remove(chainKey, chain.number(), head);
		return true;
	}

	/**
	 * Returns the number of the first link that a younger row has.
	 */
	private long needed(StoredChain chain, OffsetDateTime before) {
		long needed = Long.MAX_VALUE;
		for (LinkType type : LinkType.values()) {
			String link = type.linkColumn();
			List<Long> first = jdbc().queryForList(
					"select " + link + " from callbacks_audit where " + type.chainColumn() + " = ? and not "
							+ "coalesce(" + OLD + ", false) order by " + link + " limit 1",
					Long.class, chain.number(), before, before);
			needed = first.isEmpty() ? needed : Math.min(needed, first.get(0));
		}
		return needed;
	}

	/**
	 * Whether the links up to a head are as they were written, so that their removal
	 * hides nothing.
	 */
	private boolean isIntact(ChainKey chainKey, StoredChain chain) {
		List<Finding> findings = new ArrayList<>();
		jdbc().execute((ConnectionCallback<Long>) (
				connection) -> new ChainVerification(chainKey, chain, List.of(), findings::add).verify(connection,
						chain.links()));
		return findings.isEmpty();
	}

	private void remove(ChainKey chainKey, long chain, Head head) {
		Long known = jdbc().queryForObject(
				"select count(*) from callbacks_audit_checkpoint where chain = ? and link = ?", Long.class, chain,
				head.links());
		if (known == null || known == 0) {
			jdbc().update("insert into callbacks_audit_checkpoint (chain, link, head) values (?, ?, ?)", chain,
					head.links(), head.code());
		}
		jdbc().update("delete from callbacks_audit_checkpoint where chain = ? and link < ?", chain, head.links());
		jdbc().update("update callbacks_audit_epoch set removed_links = ?, removed_mac = ? where epoch = ?",
				head.links(), chainKey.removed(chain, head.links()), chain);
	}

	/**
	 * Removes rows.
	 * @param now the time by the clock of the database
	 * @return the number of rows, {@value #BATCH} if there may be more
	 */
	int removeBatch(Instant now) {
		OffsetDateTime before = before(now);
		return this.database.inTransaction(() -> {
			List<UUID> runs = jdbc().queryForList(REMOVABLE, UUID.class, before, before, BATCH);
			jdbc().batchUpdate("delete from callbacks_audit where run_id = ?", runs, BATCH,
					(statement, run) -> statement.setObject(1, run));
			return runs.size();
		});
	}

	private OffsetDateTime before(Instant now) {
		return AuditDatabase.time(now.minus(this.period));
	}

	private JdbcTemplate jdbc() {
		return this.database.jdbc();
	}

}
