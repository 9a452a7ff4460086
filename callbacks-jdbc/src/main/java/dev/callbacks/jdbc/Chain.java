// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.callbacks.jdbc.ChainKey.Link;

/**
 * The chain of a process, from its last head on: the links of one transaction. Each link
 * has a code of its own, so that a changed row is found by itself; the head covers the
 * codes of all links, so that nobody rewrites what is before a head that was exported.
 */
final class Chain {

	/** The number of links between two checkpoints. */
	static final int CHECKPOINT = 100;

	private final ChainKey key;

	private final long number;

	private final List<Head> checkpoints = new ArrayList<>();

	private Head head;

	Chain(ChainKey key, long number, Head head) {
		this.key = key;
		this.number = number;
		this.head = head;
	}

	static Head genesis(ChainKey key, long number) {
		return new Head(0, key.genesis(number));
	}

	Sealed start(AuditRow row) {
		Link link = next(LinkType.START, row.id());
		return sealed(link, this.key.link(link, row::get));
	}

	Sealed end(AuditRow row) {
		Link link = next(LinkType.END, row.id());
		return sealed(link, this.key.link(link, row::get));
	}

	Sealed abandon(UUID run, Instant at) {
		Link link = next(LinkType.ABANDON, run);
		return sealed(link, this.key.abandon(link, at));
	}

	private Link next(LinkType type, UUID run) {
		return new Link(this.number, this.head.links() + 1, type, run);
	}

	private Sealed sealed(Link link, byte[] code) {
		this.head = new Head(link.number(), this.key.head(this.head.code(), code));
		if (link.number() % CHECKPOINT == 0) {
			this.checkpoints.add(this.head);
		}
		return new Sealed(link.chain(), link.number(), code);
	}

	Head head() {
		return this.head;
	}

	/**
	 * Returns the heads that are kept for verification after retention.
	 */
	List<Head> checkpoints() {
		return List.copyOf(this.checkpoints);
	}

	/**
	 * A head of a chain.
	 *
	 * @param links the number of links
	 * @param code the code that covers all of them
	 */
	record Head(long links, byte[] code) {

	}

	/**
	 * A link as a row has it.
	 *
	 * @param chain the number of the chain
	 * @param number the number of the link
	 * @param code its code
	 */
	record Sealed(long chain, long number, byte[] code) {

	}

}
