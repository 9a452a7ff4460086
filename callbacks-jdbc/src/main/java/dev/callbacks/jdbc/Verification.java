// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.jdbc.ChainVerification.StoredChain;

/**
 * The verification of all chains of an audit: of one state of the database, which others
 * may go on to write to. Needs JDBC only.
 */
final class Verification {

	/** The number of findings that are kept; all are counted. */
	static final int MAX_FINDINGS = 10_000;

	private final ChainKey key;

	private final List<ExportedHead> exported;

	private final List<Finding> findings = new ArrayList<>();

	private long findingCount;

	private long links;

	Verification(ChainKey key, List<ExportedHead> exported) {
		this.key = key;
		this.exported = List.copyOf(exported);
	}

	/**
	 * Verifies the audit.
	 * @param connection a connection that nobody else uses
	 * @return the report
	 * @throws SQLException if the database cannot be read
	 */
	Report verify(Connection connection) throws SQLException {
		connection.setAutoCommit(false);
		connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
		List<StoredChain> chains = chains(connection);
		for (StoredChain chain : chains) {
			this.links += new ChainVerification(this.key, chain, this.exported, this::report).verify(connection);
		}
		reportAdded(connection);
		long unchained = number(connection, "select count(*) from callbacks_audit where start_chain is null");
		connection.rollback();
		return new Report(chains.size(), this.links, unchained, this.findingCount, this.findings);
	}

	/**
	 * Finds the chains: those of the processes, and those that rows or exported heads
	 * name beside them.
	 */
	private List<StoredChain> chains(Connection connection) throws SQLException {
		List<StoredChain> chains = new ArrayList<>();
		Set<Long> known = new HashSet<>();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(StoredChain.SELECT + " order by epoch")) {
			while (rows.next()) {
				StoredChain chain = StoredChain.read(rows, this.key);
				known.add(chain.number());
				chains.add(chain);
			}
		}
		Set<Long> others = new HashSet<>();
		this.exported.forEach((head) -> others.add(head.chain()));
		for (LinkType type : LinkType.values()) {
			addChains(connection, type.chainColumn(), others);
		}
		others.removeAll(known);
		others.stream().sorted().forEach((number) -> chains.add(new StoredChain(number, 0, new byte[0], 0)));
		return chains;
	}

	/**
	 * Adds the numbers of chains in a column, each by a step in its index: there are few,
	 * and a distinct selection would read all rows.
	 */
	private static void addChains(Connection connection, String column, Set<Long> chains) throws SQLException {
		try (PreparedStatement next = connection.prepareStatement("select " + column + " from callbacks_audit where "
				+ column + " >= ? order by " + column + " limit 1")) {
			long chain = Long.MIN_VALUE;
			while (true) {
				next.setLong(1, chain);
				try (ResultSet rows = next.executeQuery()) {
					if (!rows.next()) {
						return;
					}
					chain = rows.getLong(1);
				}
				chains.add(chain);
				if (chain == Long.MAX_VALUE) {
					return;
				}
				chain++;
			}
		}
	}

	private void reportAdded(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select a.epoch, a.run_id from callbacks_audit a "
						+ "join callbacks_audit_epoch e on e.epoch = a.epoch and e.links is not null "
						+ "where a.start_chain is null")) {
			while (rows.next()) {
				report(new Finding(Finding.Type.ADDED, rows.getLong(1), 0, 0, rows.getObject(2, UUID.class)));
			}
		}
	}

	private static long number(Connection connection, String query) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
			rows.next();
			return rows.getLong(1);
		}
	}

	private void report(Finding finding) {
		this.findingCount++;
		if (this.findings.size() < MAX_FINDINGS) {
			this.findings.add(finding);
		}
	}

	/**
	 * The report of a verification.
	 *
	 * @param chains the number of chains
	 * @param links the number of links
	 * @param unchained the number of rows that are in no chain
	 * @param findingCount the number of findings
	 * @param findings the findings, at most {@value #MAX_FINDINGS}
	 */
	record Report(int chains, long links, long unchained, long findingCount, List<Finding> findings) {

		Report {
			findings = List.copyOf(findings);
		}

	}

}
