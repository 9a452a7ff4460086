// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread that does work in its order, a block at a time, while the caller prepares the
 * next blocks. Only a few of them wait, so that they take a bounded amount of memory.
 */
final class BlockWorker implements AutoCloseable {

	private static final int MAX_WAITING = 4;

	private final ExecutorService thread;

	private final Queue<Future<?>> waiting = new ArrayDeque<>();

	BlockWorker(String name) {
		this.thread = Executors.newSingleThreadExecutor((work) -> {
			Thread worker = new Thread(work, name);
			worker.setDaemon(true);
			return worker;
		});
	}

	/**
	 * Gives a block to the thread, and waits while it has enough of them.
	 */
	void submit(Runnable block) {
		if (this.waiting.size() == MAX_WAITING) {
			await(this.waiting.remove());
		}
		this.waiting.add(this.thread.submit(block));
	}

	/**
	 * Waits until all blocks are done.
	 */
	void finish() {
		while (!this.waiting.isEmpty()) {
			await(this.waiting.remove());
		}
	}

	private static void await(Future<?> block) {
		try {
			block.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw (CancellationException) new CancellationException("Interrupted").initCause(ex);
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
