// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.message.ChatChunk;

/**
 * The lower limit: a log for each run, a cursor for each handler, and one task on the
 * pool that moves all cursors of a run; no isolation, counters, endings or deadlines.
 */
final class BareLogSubject implements Subject {

	private final Load load;

	private final ExecutorService pool;

	private final Log[] logs;

	BareLogSubject(Load load) {
		this.load = load;
		this.pool = load.pool();
		this.logs = new Log[load.runs];
		for (int i = 0; i < this.logs.length; i++) {
			this.logs[i] = new Log();
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		this.logs[run].append(chunk);
	}

	@Override
	public void close() {
		this.pool.shutdown();
	}

	/** The event that a handler gets for a token. */
	private record Event(Log run, long sequence, ChatChunk chunk) {

	}

	private static final class Chunk {

		private final Event[] events = new Event[32];

		private volatile Chunk next;

	}

	private final class Log implements Runnable {

		private final Chunk[] chunks = new Chunk[BareLogSubject.this.load.handlers()];

		private final int[] cursors = new int[this.chunks.length];

		private final AtomicInteger draining = new AtomicInteger();

		private volatile long published;

		private volatile long done;

		private volatile Thread waiter;

		private Chunk tail = new Chunk();

		private int index;

		private Log() {
			Arrays.fill(this.chunks, this.tail);
		}

		private void append(ChatChunk chunk) {
			if (this.index == this.tail.events.length) {
				Chunk next = new Chunk();
				this.tail.next = next;
				this.tail = next;
				this.index = 0;
			}
			long sequence = this.published;
			this.tail.events[this.index++] = new Event(this, sequence, chunk);
			this.published = sequence + 1;
			if (this.draining.getAndIncrement() == 0) {
				BareLogSubject.this.pool.execute(this);
			}
			if (isFull(sequence + 1)) {
				this.waiter = Thread.currentThread();
				while (isFull(sequence + 1)) {
					LockSupport.park(this);
				}
				this.waiter = null;
			}
		}

		private boolean isFull(long published) {
			return published - this.done >= BareLogSubject.this.load.window;
		}

		@Override
		public void run() {
			int missed;
			do {
				missed = this.draining.get();
				long until = this.published;
				long from = this.done;
				for (int handler = 0; handler < this.chunks.length; handler++) {
					drain(handler, until - from);
				}
				this.done = until;
				LockSupport.unpark(this.waiter);
			}
			while (this.draining.addAndGet(-missed) != 0);
		}

		private void drain(int handler, long count) {
			Chunk chunk = this.chunks[handler];
			int cursor = this.cursors[handler];
			for (long i = 0; i < count; i++) {
				if (cursor == chunk.events.length) {
					chunk = chunk.next;
					cursor = 0;
				}
				BareLogSubject.this.load.handle(chunk.events[cursor++].chunk());
			}
			this.chunks[handler] = chunk;
			this.cursors[handler] = cursor;
		}

	}

}
