// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.message.ChatChunk;

/**
 * The load of a subject: handlers by kind, runs, window and threads. It also waits for
 * the end of a round: the last token of a run is {@link #LAST}, and every handler counts
 * down when it gets that.
 */
final class Load {

	static final ChatChunk TOKEN = ChatChunk.of(" token");

	static final ChatChunk LAST = ChatChunk.of(" last");

	final int blocking;

	final int async;

	final int inline;

	final int runs;

	final int window;

	final boolean virtual;

	private final AtomicInteger pending = new AtomicInteger();

	Load(String handlers, int runs, int window, boolean virtual) {
		this.blocking = count(handlers, 'B');
		this.async = count(handlers, 'A');
		this.inline = count(handlers, 'I');
		this.runs = runs;
		this.window = window;
		this.virtual = virtual;
	}

	private static int count(String handlers, char kind) {
		int at = handlers.indexOf(kind);
		return (at < 0) ? 0 : Character.digit(handlers.charAt(at - 1), 10);
	}

	int handlers() {
		return this.blocking + this.async + this.inline;
	}

	/**
	 * Creates the pool of blocking handlers, with two threads for two cores.
	 */
	ExecutorService pool() {
		if (this.virtual) {
			try {
				// JDK 21 and later
				return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException("Virtual threads need JDK 21 or later", ex);
			}
		}
		ThreadFactory daemons = (task) -> {
			Thread thread = new Thread(task, "pool");
			thread.setDaemon(true);
			return thread;
		};
		return Executors.newFixedThreadPool(2, daemons);
	}

	void expectLastOfEveryRun() {
		this.pending.set(this.runs * handlers());
	}

	/**
	 * Does the work of a handler.
	 */
	void handle(ChatChunk chunk) {
		if (chunk == LAST) {
			this.pending.decrementAndGet();
		}
	}

	void awaitLastOfEveryRun() {
		while (this.pending.get() > 0) {
			LockSupport.parkNanos(20_000);
		}
	}

}
