// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.Collection;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a reader in a partition: it has handled everything before an offset,
 * but for records that wait for others. It is committed as metadata, whose size brokers
 * bound. Immutable.
 *
 * @param before the offset
 * @param waiting the offsets of records before it that are not handled
 */
record Progress(long before, SortedSet<Long> waiting) {

	static final Progress NONE = new Progress(0, new TreeSet<>());

	/** So many have room in metadata of the size that brokers allow by default. */
	private static final int MAX_WAITING = 200;

	/**
	 * Creates a progress from any number of records that wait. The first of those that
	 * have no room is as far as it goes.
	 */
	static Progress of(long before, Collection<Long> waiting) {
		TreeSet<Long> all = new TreeSet<>(waiting);
		if (all.size() <= MAX_WAITING) {
			return new Progress(before, all);
		}
		long first = all.stream().skip(MAX_WAITING).findFirst().orElseThrow();
		return new Progress(first, all.headSet(first));
	}

	/**
	 * Reads what was committed.
	 */
	static Progress of(@Nullable OffsetAndMetadata committed) {
		if (committed == null) {
			return NONE;
		}
		try {
			String[] offsets = committed.metadata().split(" ");
			TreeSet<Long> waiting = new TreeSet<>();
			for (int i = 1; i < offsets.length; i++) {
				waiting.add(Long.valueOf(offsets[i]));
			}
			return of(Long.parseLong(offsets[0]), waiting);
		}
		catch (NumberFormatException ex) {
			// committed by a tool, which knows no more than the offset
			return of(committed.offset(), new TreeSet<>());
		}
	}

	boolean includes(long offset) {
		return offset < this.before && !this.waiting.contains(offset);
	}

	/**
	 * Returns what this one or the other has handled.
	 */
	Progress and(Progress other) {
		if (this.before < other.before) {
			return other.and(this);
		}
		return of(this.before,
				this.waiting.stream().filter((offset) -> !other.includes(offset)).collect(Collectors.toList()));
	}

	/**
	 * Returns the text to commit.
	 */
	String text() {
		StringJoiner text = new StringJoiner(" ").add(Long.toString(this.before));
		this.waiting.forEach((offset) -> text.add(offset.toString()));
		return text.toString();
	}

}
