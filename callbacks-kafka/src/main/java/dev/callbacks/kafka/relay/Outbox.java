// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The records that wait for the sender, and the bytes that everything on its way takes:
 * tokens of frames that are not full, records that wait, and records that the broker has
 * not confirmed.
 * <p>
 * <b>Thread-safety</b>: any thread may add and count.
 */
final class Outbox {

	private final long maxBytes;

	/** Guarded by this. */
	private final Deque<Outgoing> records = new ArrayDeque<>();

	private final AtomicLong bytes = new AtomicLong();

	/** The part of the bytes that records take, the rest being that of frames. */
	private final AtomicLong ofRecords = new AtomicLong();

	/** Completed when there is room again. Guarded by this. */
	private @Nullable CompletableFuture<Void> room;

	Outbox(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	long maxBytes() {
		return this.maxBytes;
	}

	/**
	 * Takes bytes if tokens may take some. Several threads at once may take a little more
	 * than there is.
	 * @return whether there was room
	 */
	boolean takeForTokens(int count) {
		if (this.bytes.get() + count > this.maxBytes) {
			return false;
		}
		this.bytes.addAndGet(count);
		return true;
	}

	void takeAnyway(int count) {
		this.bytes.addAndGet(count);
	}

	/**
	 * Adds a record, whose bytes are taken whether there is room or not.
	 * @return whether it was added; not if events of the life cycle alone take twice as
	 * much as there is
	 */
	synchronized boolean add(Outgoing record) {
		if (this.bytes.get() > 2 * this.maxBytes) {
			return false;
		}
		this.bytes.addAndGet(record.size());
		this.ofRecords.addAndGet(record.size());
		this.records.add(record);
		return true;
	}

	/**
	 * Gives back the bytes of a record that has arrived, or was left out.
	 */
	void release(Outgoing record) {
		this.ofRecords.addAndGet(-record.size());
		release(record.size());
	}

	/**
	 * Gives back the bytes of tokens, which are in a record now.
	 */
	void release(long count) {
		CompletableFuture<Void> released = null;
		this.bytes.addAndGet(-count);
		synchronized (this) {
			if (this.room != null && !isHalfFull()) {
				released = this.room;
				this.room = null;
			}
		}
		if (released != null) {
			released.complete(null);
		}
	}

	/**
	 * Returns a stage that completes when there is room.
	 */
	synchronized CompletionStage<Void> room() {
		if (this.room == null) {
			this.room = new CompletableFuture<>();
		}
		return this.room;
	}

	boolean isHalfFull() {
		return this.bytes.get() > this.maxBytes / 2;
	}

	/**
	 * Whether records wait for the broker, so that it is of no use to make more of them.
	 */
	boolean isCongested() {
		return this.ofRecords.get() > this.maxBytes / 2;
	}

	boolean isFull() {
		return this.bytes.get() > this.maxBytes;
	}

	long bytes() {
		return this.bytes.get();
	}

	synchronized boolean isEmpty() {
		return this.records.isEmpty();
	}

	/**
	 * Removes the oldest record. Its bytes stay taken.
	 */
	synchronized @Nullable Outgoing poll() {
		return this.records.poll();
	}

	/**
	 * Removes all records. Their bytes stay taken.
	 */
	synchronized List<Outgoing> pollAll() {
		List<Outgoing> all = new ArrayList<>(this.records);
		this.records.clear();
		return all;
	}

}
