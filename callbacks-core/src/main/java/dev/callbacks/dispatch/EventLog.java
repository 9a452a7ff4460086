// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Events in their order, written by one thread at a time and read by any number of
 * {@link Cursor}s. A slot holds an event, or the {@link Barrier} of one.
 * <p>
 * <b>Publication</b>: the writer stores slots and links plainly and then releases the
 * count; a reader acquires the count and reads only what lies below it.
 */
final class EventLog {

	private static final VarHandle PUBLISHED = Fields.field(MethodHandles.lookup(), "published", long.class);

	/** The number of slots that readers may read. Released by the writer. */
	private long published;

	/** The newest piece, or {@code null} while nobody has to find anything. */
	private @Nullable Chunk tail;

	/** The next free slot of the newest piece. */
	private int index;

	/**
	 * Appends a slot. The writer's.
	 */
	void write(Object slot) {
		Chunk chunk = this.tail;
		if (chunk == null || this.index == chunk.slots.length) {
			chunk = begin((chunk != null) ? Chunk.SIZE : Chunk.FIRST_SIZE);
		}
		chunk.slots[this.index++] = slot;
		PUBLISHED.setRelease(this, this.published + 1);
	}

	private Chunk begin(int size) {
		Chunk next = new Chunk(size);
		if (this.tail != null) {
			this.tail.next = next;
		}
		this.tail = next;
		this.index = 0;
		return next;
	}

	/**
	 * The newest piece, for a cursor behind it. The writer's.
	 */
	Chunk newest() {
		return (this.tail != null) ? this.tail : begin(Chunk.FIRST_SIZE);
	}

	/**
	 * The next free slot of the newest piece. The writer's.
	 */
	int index() {
		return this.index;
	}

	/**
	 * Lets go of what everybody has read. The writer's, when no cursor is placed.
	 */
	void forget() {
		if (this.index != 0) {
			this.tail = null;
			this.index = 0;
		}
	}

	long published() {
		return (long) PUBLISHED.getAcquire(this);
	}

	/**
	 * The same, ordered behind all that this thread wrote before it, as whoever goes to
	 * rest needs it: see {@link Lane}.
	 */
	long publishedNow() {
		return (long) PUBLISHED.getVolatile(this);
	}

	/**
	 * A piece of a log. Links lead forward only, so a piece is released when its last
	 * reader has left it.
	 */
	static final class Chunk {

		private static final int FIRST_SIZE = 4;

		private static final int SIZE = 32;

		final Object[] slots;

		@Nullable Chunk next;

		private Chunk(int size) {
			this.slots = new Object[size];
		}

	}

}
