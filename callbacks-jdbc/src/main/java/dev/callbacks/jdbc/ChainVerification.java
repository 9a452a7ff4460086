// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The verification of one chain, in one pass over its links. The caller reads rows, while
 * another thread computes their codes.
 */
final class ChainVerification {

	/** The number of rows that change hands at once. */
	private static final int BLOCK = 500;

	/** The number of characters after which no row is added to a block. */
	private static final int MAX_LENGTH = 1_000_000;

	private final ChainKey key;

	private final StoredChain stored;

	private final Consumer<Finding> findings;

	/** The heads that the links must lead to, by the number of links. */
	private final NavigableMap<Long, byte[]> heads = new TreeMap<>();

	/** The number of links of the next one of them, or less. */
	private long nextHead;

	private long expected;

	private byte[] head;

	/** The first link since a head was last found to be right. */
	private long since;

	/** Whether links since then were found to be changed. */
	private boolean changed;

	/** Whether the head is not known, since links are missing. */
	private boolean broken;

	private @Nullable UUID lastRun;

	private long links;

	ChainVerification(ChainKey key, StoredChain stored, List<ExportedHead> exported, Consumer<Finding> findings) {
		this.key = key.copy();
		this.stored = stored;
		this.findings = findings;
		this.expected = stored.removed() + 1;
		this.since = this.expected;
		this.head = key.genesis(stored.number());
		exported.stream()
			.filter((one) -> one.chain() == stored.number() && one.links() >= this.expected)
			.forEach((one) -> this.heads.putIfAbsent(one.links(), HexFormat.of().parseHex(one.code())));
	}

	/**
	 * Verifies all links.
	 * @param connection the connection, in a transaction that sees one state
	 * @return the number of links that there are
	 */
	long verify(Connection connection) throws SQLException {
		return verify(connection, Long.MAX_VALUE);
	}

	/**
	 * Verifies links up to one that has the head.
	 * @param connection the connection, in a transaction
	 * @param last the number of the last link, {@link Long#MAX_VALUE} for all of them
	 * @return the number of links that there are
	 */
	long verify(Connection connection, long last) throws SQLException {
		NavigableMap<Long, byte[]> checkpoints = checkpoints(connection, last);
		if (this.stored.removed() > 0) {
			begin(checkpoints.remove(this.stored.removed()));
		}
		checkpoints.forEach(this::expect);
		try (LinkCursor starts = open(connection, LinkType.START, last);
				LinkCursor ends = open(connection, LinkType.END, last);
				LinkCursor abandoned = open(connection, LinkType.ABANDON, last);
				BlockWorker worker = new BlockWorker("callbacks-audit-verification")) {
			List<LinkCursor> cursors = List.of(starts, ends, abandoned);
			for (List<LinkedRow> rows = next(cursors); !rows.isEmpty(); rows = next(cursors)) {
				List<LinkedRow> block = rows;
				worker.submit(() -> block.forEach(this::verify));
			}
			worker.finish();
		}
		verifyEnd();
		return this.links;
	}

	/**
	 * Expects the head of a checkpoint, unless one of the same links was exported, which
	 * counts more than what is in the database.
	 */
	private void expect(long link, byte[] checkpoint) {
		byte[] known = this.heads.putIfAbsent(link, checkpoint);
		if (known != null && !MessageDigest.isEqual(known, checkpoint)) {
			report(Finding.Type.HEAD_CHANGED, link, link, null);
		}
	}

	/**
	 * Begins with the checkpoint that retention has left.
	 */
	private void begin(byte @Nullable [] checkpoint) {
		if (checkpoint != null) {
			this.head = checkpoint;
			return;
		}
		this.broken = true;
		report(Finding.Type.HEAD_CHANGED, this.stored.removed(), this.stored.removed(), null);
	}

	private LinkCursor open(Connection connection, LinkType type, long last) throws SQLException {
		return LinkCursor.open(connection, this.stored.number(), type, last);
	}

	/**
	 * Reads the next rows of all cursors, in the order of their links.
	 */
	private static List<LinkedRow> next(List<LinkCursor> cursors) throws SQLException {
		List<LinkedRow> rows = new ArrayList<>();
		int length = 0;
		while (rows.size() < BLOCK && length < MAX_LENGTH) {
			LinkCursor first = first(cursors);
			LinkedRow row = first.row();
			if (row == null) {
				break;
			}
			rows.add(row);
			length += row.length();
			first.advance();
		}
		return rows;
	}

	private static LinkCursor first(List<LinkCursor> cursors) {
		LinkCursor first = cursors.get(0);
		for (LinkCursor cursor : cursors) {
			LinkedRow least = first.row();
			LinkedRow row = cursor.row();
			if (row != null && (least == null || row.link() < least.link())) {
				first = cursor;
			}
		}
		return first;
	}

	private NavigableMap<Long, byte[]> checkpoints(Connection connection, long last) throws SQLException {
		NavigableMap<Long, byte[]> checkpoints = new TreeMap<>();
		try (PreparedStatement statement = connection.prepareStatement(
				"select link, head from callbacks_audit_checkpoint where chain = ? and link between ? and ?")) {
			statement.setLong(1, this.stored.number());
			statement.setLong(2, this.stored.removed());
			statement.setLong(3, last);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					checkpoints.put(rows.getLong(1), Objects.requireNonNullElse(rows.getBytes(2), new byte[0]));
				}
			}
		}
		return checkpoints;
	}

	private void verify(LinkedRow row) {
		long link = row.link();
		this.links++;
		boolean intact = row.isIntact(this.key);
		if (!intact || link < this.expected && link > this.stored.removed()) {
			report(Finding.Type.CHANGED, link, link, row.run());
			this.changed = true;
		}
		if (link < this.expected) {
			return;
		}
		skipTo(link);
		// the code as it was written, if the row was changed and the code was not
		this.head = this.key.head(this.head, row.code());
		this.expected = link + 1;
		this.lastRun = row.run();
		verifyHead(link);
	}

	/**
	 * Reports the links before a link that are missing.
	 */
	private void skipTo(long link) {
		if (link > this.expected) {
			report(Finding.Type.MISSING, this.expected, link - 1, this.lastRun);
			byte[] known = this.heads.get(link - 1);
			this.broken = known == null;
			this.head = (known != null) ? known : this.head;
			this.changed = false;
			this.since = link;
		}
	}

	private void verifyHead(long link) {
		if (link < this.nextHead) {
			return;
		}
		byte[] known = this.heads.get(link);
		this.nextHead = Objects.requireNonNullElse(this.heads.higherKey(link), Long.MAX_VALUE);
		if (known == null) {
			return;
		}
		if (!this.broken && !this.changed && !MessageDigest.isEqual(known, this.head)) {
			report(Finding.Type.REWRITTEN, this.since, link, this.lastRun);
		}
		this.head = known;
		this.broken = false;
		this.changed = false;
		this.since = link + 1;
	}

	private void verifyEnd() {
		long last = this.expected - 1;
		long known = Math.max(this.stored.links(), this.heads.isEmpty() ? 0 : this.heads.lastKey());
		if (known > last) {
			report(Finding.Type.MISSING, this.expected, known, this.lastRun);
		}
		else if (this.stored.links() < last
				|| !this.broken && !this.changed && !MessageDigest.isEqual(this.stored.head(), this.head)) {
			report(Finding.Type.HEAD_CHANGED, this.since, last, this.lastRun);
		}
	}

	private void report(Finding.Type type, long first, long last, @Nullable UUID run) {
		this.findings.accept(new Finding(type, this.stored.number(), first, last, run));
	}

	/**
	 * A chain as the database has it.
	 *
	 * @param number its number
	 * @param links the number of its links
	 * @param head its head
	 * @param removed the number of links that retention has removed
	 */
	record StoredChain(long number, long links, byte[] head, long removed) {

		static final String SELECT = "select epoch, links, head, removed_links, removed_mac "
				+ "from callbacks_audit_epoch where links is not null";

		/**
		 * Reads a chain. The number of links that retention has removed counts only if it
		 * is certified with the key.
		 */
		static StoredChain read(ResultSet row, ChainKey key) throws SQLException {
			long number = row.getLong(1);
			byte[] head = row.getBytes(3);
			long removed = row.getLong(4);
			boolean certified = MessageDigest.isEqual(row.getBytes(5), key.removed(number, removed));
			return new StoredChain(number, row.getLong(2), (head != null) ? head : new byte[0],
					certified ? removed : 0);
		}

	}

}
