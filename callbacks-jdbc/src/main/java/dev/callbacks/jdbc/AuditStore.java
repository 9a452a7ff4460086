// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.callbacks.jdbc.Chain.Head;
import dev.callbacks.jdbc.Chain.Sealed;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * The rows in the database, as one process writes them: a batch a transaction. A batch
 * that is written again changes nothing, whether or not the first attempt got through.
 * <p>
 * For one thread, which is the only writer of its epoch and of its chain.
 */
final class AuditStore {

	private static final List<Column> COLUMNS = List.of(Column.values());

	private static final String INSERT = "insert into callbacks_audit ("
			+ COLUMNS.stream().map(Column::label).collect(Collectors.joining(", "))
			+ ", start_chain, start_link, start_mac, end_chain, end_link, end_mac) values ("
			+ String.join(", ", Collections.nCopies(COLUMNS.size() + 6, "?")) + ")";

	private static final String COMPLETE = "update callbacks_audit set "
			+ Column.OF_END.stream().map((column) -> column.label() + " = ?").collect(Collectors.joining(", "))
			+ ", end_chain = ?, end_link = ?, end_mac = ? where run_id = ? and ended_at is null";

	private static final String STORED = "select run_id, ended_at is not null from callbacks_audit where run_id = any(?)";

	private static final long NO_LINK = -1;

	private final AuditDatabase database;

	private final RowFactory.Process process;

	private final Duration lease;

	private final @Nullable ChainKey key;

	/** The last head, or {@code null} if it has to be read first. */
	private @Nullable Head head;

	/** The last head that is known to be stored, for other threads. */
	private volatile @Nullable Head storedHead;

	private boolean registered;

	AuditStore(AuditDatabase database, RowFactory.Process process, Duration lease, @Nullable ChainKey key) {
		this.database = database;
		this.process = process;
		this.lease = lease;
		this.key = key;
	}

	/**
	 * Writes rows in one transaction.
	 * @param rows the rows in their order
	 * @throws org.springframework.dao.DataAccessException if none was written
	 */
	void write(List<AuditRow> rows) {
		Map<UUID, AuditRow> latest = new LinkedHashMap<>();
		rows.forEach((row) -> latest.merge(row.id(), row, (one, other) -> one.hasEnded() ? one : other));
		changing((chain) -> write(latest, chain));
	}

	private void write(Map<UUID, AuditRow> rows, @Nullable Chain chain) {
		Map<UUID, Boolean> ended = stored(rows.keySet());
		List<Linked> inserted = new ArrayList<>();
		List<Linked> completed = new ArrayList<>();
		for (AuditRow row : rows.values()) {
			Boolean end = ended.get(row.id());
			if (end == null) {
				Sealed start = (chain != null) ? chain.start(row) : null;
				inserted.add(new Linked(row, start, (chain != null && row.hasEnded()) ? chain.end(row) : null));
			}
			else if (!end && row.hasEnded()) {
				completed.add(new Linked(row, null, (chain != null) ? chain.end(row) : null));
			}
		}
		if (!inserted.isEmpty()) {
			jdbc().batchUpdate(INSERT, inserted, inserted.size(), AuditStore::insert);
		}
		if (!completed.isEmpty()) {
			jdbc().batchUpdate(COMPLETE, completed, completed.size(), AuditStore::complete);
		}
	}

	/**
	 * Finds which rows there are, and whether they have ended.
	 */
	private Map<UUID, Boolean> stored(Collection<UUID> ids) {
		Map<UUID, Boolean> ended = new HashMap<>();
		RowCallbackHandler reader = (row) -> ended.put(row.getObject(1, UUID.class), row.getBoolean(2));
		jdbc().query((connection) -> {
			PreparedStatement statement = connection.prepareStatement(STORED);
			statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
			return statement;
		}, reader);
		return ended;
	}

	private static void insert(PreparedStatement statement, Linked row) throws SQLException {
		int next = set(statement, 1, COLUMNS, row.row());
		next = set(statement, next, row.start());
		set(statement, next, row.end());
	}

	private static void complete(PreparedStatement statement, Linked row) throws SQLException {
		int next = set(statement, 1, Column.OF_END, row.row());
		next = set(statement, next, row.end());
		statement.setObject(next, row.row().id());
	}

	private static int set(PreparedStatement statement, int first, List<Column> columns, AuditRow row)
			throws SQLException {
		int next = first;
		for (Column column : columns) {
			AuditDatabase.set(statement, next++, column.type(), row.get(column));
		}
		return next;
	}

	private static int set(PreparedStatement statement, int first, @Nullable Sealed link) throws SQLException {
		statement.setObject(first, (link != null) ? link.chain() : null, Types.BIGINT);
		statement.setObject(first + 1, (link != null) ? link.number() : null, Types.BIGINT);
		statement.setBytes(first + 2, (link != null) ? link.code() : null);
		return first + 3;
	}

	/**
	 * Extends the lease, from now on.
	 * @return the time by the clock of the database
	 */
	Instant renew() {
		register();
		return this.database.inTransaction(() -> {
			Instant now = this.database.now();
			if (!lease(now.plus(this.lease))) {
				insertEpoch();
			}
			return now;
		});
	}

	/**
	 * Gives the lease back: nobody has to wait until it lapses.
	 */
	void release() {
		if (this.registered) {
			this.database.inTransaction(() -> lease(this.database.now()));
		}
	}

	/**
	 * Sets the end of the lease.
	 * @return whether there is a row for it
	 */
	private boolean lease(Instant until) {
		return jdbc().update("update callbacks_audit_epoch set lease_until = ? where epoch = ?",
				AuditDatabase.time(until), this.process.epoch()) > 0;
	}

	/**
	 * Whether this process is the oldest of those that live, which cleans up for all.
	 * Rows with a chain need one with a key: so it is the oldest of these if it has one.
	 */
	boolean isOldest(Instant now) {
		Long oldest = this.database
			.inTransaction(() -> jdbc().queryForObject(
					"select min(epoch) from callbacks_audit_epoch where lease_until > ?"
							+ ((this.key != null) ? " and links is not null" : ""),
					Long.class, AuditDatabase.time(now)));
		return oldest != null && oldest == this.process.epoch();
	}

	/**
	 * Closes open runs of processes whose lease has lapsed. Without a key it leaves those
	 * with a chain.
	 * @param now the time
	 * @param max the largest number of runs
	 * @return the number of runs
	 */
	int abandon(Instant now, int max) {
		List<UUID> runs = new ArrayList<>();
		changing((chain) -> {
			runs.addAll(jdbc().queryForList("""
					select run_id from callbacks_audit where outcome is null and (start_chain is null or ?)
					and epoch not in (select epoch from callbacks_audit_epoch where lease_until > ?)
					order by run_id limit ? for update""", UUID.class, this.key != null, AuditDatabase.time(now), max));
			if (!runs.isEmpty()) {
				jdbc().batchUpdate("""
						update callbacks_audit set outcome = 'ABANDONED', abandoned_at = ?,
						abandon_chain = ?, abandon_link = ?, abandon_mac = ? where run_id = ?""", runs, runs.size(),
						(statement, run) -> {
							AuditDatabase.set(statement, 1, Column.Type.TIME, now);
							int next = set(statement, 2, (chain != null) ? chain.abandon(run, now) : null);
							statement.setObject(next, run);
						});
			}
		});
		return runs.size();
	}

	/**
	 * Applies a change in a transaction, with the chain in which its links go. If it
	 * fails, the head is read again: nobody knows whether the transaction was committed.
	 */
	private void changing(Consumer<@Nullable Chain> change) {
		register();
		Head before = this.head;
		this.head = null;
		this.head = this.database.inTransaction(() -> apply(change, before));
		this.storedHead = this.head;
	}

	private @Nullable Head apply(Consumer<@Nullable Chain> change, @Nullable Head before) {
		ChainKey chainKey = this.key;
		if (chainKey == null) {
			change.accept(null);
			return null;
		}
		Chain chain = new Chain(chainKey, this.process.epoch(), (before != null) ? before : lastHead(chainKey));
		change.accept(chain);
		save(chain);
		return chain.head();
	}

	/**
	 * Writes a row into each table that a batch is written to, and takes it back.
	 * @throws RuntimeException if the database takes no rows
	 */
	void probe() {
		UUID id = UUID.randomUUID();
		AuditRow row = new AuditRow.Builder().set(Column.RUN_ID, id)
			.set(Column.ROOT_ID, id)
			.set(Column.KIND, RunKind.CHAIN)
			.set(Column.NAME, "")
			.set(Column.STARTED_AT, Instant.now())
			.set(Column.INSTANCE, this.process.instance())
			.set(Column.EPOCH, this.process.epoch())
			.build();
		renew();
		this.database.tryOut(() -> {
			apply((chain) -> write(Map.of(id, row), chain), null);
			saveCheckpoint(new Head(NO_LINK, new byte[0]));
		});
	}

	private void save(Chain chain) {
		chain.checkpoints().forEach(this::saveCheckpoint);
		if (!save(chain.head())) {
			insertEpoch();
			save(chain.head());
		}
	}

	private void saveCheckpoint(Head checkpoint) {
		jdbc().update("insert into callbacks_audit_checkpoint (chain, link, head) values (?, ?, ?)",
				this.process.epoch(), checkpoint.links(), checkpoint.code());
	}

	private boolean save(Head last) {
		return jdbc().update("update callbacks_audit_epoch set links = ?, head = ? where epoch = ?", last.links(),
				last.code(), this.process.epoch()) > 0;
	}

	/**
	 * Returns the head to go on from. If the database has lost links that it once had,
	 * the chain shows that: their numbers are not used again.
	 */
	private Head lastHead(ChainKey chainKey) {
		Head known = this.storedHead;
		Head read = readHead(chainKey);
		return (known != null && known.links() > read.links()) ? known : read;
	}

	private Head readHead(ChainKey chainKey) {
		return jdbc()
			.query("select links, head from callbacks_audit_epoch where epoch = ? and links is not null",
					(row, number) -> new Head(row.getLong(1), row.getBytes(2)), this.process.epoch())
			.stream()
			.findFirst()
			.orElseGet(() -> Chain.genesis(chainKey, this.process.epoch()));
	}

	private void register() {
		if (this.registered) {
			return;
		}
		this.database.inTransaction(() -> {
			Long known = jdbc().queryForObject("select count(*) from callbacks_audit_epoch where epoch = ?", Long.class,
					this.process.epoch());
			if (known == null || known == 0) {
				insertEpoch();
			}
			return null;
		});
		this.registered = true;
	}

	private void insertEpoch() {
		Head first = (this.key != null) ? Chain.genesis(this.key, this.process.epoch()) : null;
		jdbc().update(
				"insert into callbacks_audit_epoch (epoch, instance, lease_until, links, head) values (?, ?, ?, ?, ?)",
				this.process.epoch(), this.process.instance(), AuditDatabase.time(this.database.now().plus(this.lease)),
				(first != null) ? first.links() : null, (first != null) ? first.code() : null);
	}

	/**
	 * Returns the last head of the chain.
	 * @return the head, or {@code null} if there is no chain or it is not known
	 */
	@Nullable Head head() {
		return this.storedHead;
	}

	private JdbcTemplate jdbc() {
		return this.database.jdbc();
	}

	/**
	 * A row with its links.
	 */
	private record Linked(AuditRow row, @Nullable Sealed start, @Nullable Sealed end) {

	}

}
