// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import dev.callbacks.message.ChatChunk;

/**
 * A task on the pool for each token and handler. It keeps no order. With a window of one
 * the emitter waits for all tasks of a token.
 */
final class ExecutorHopSubject implements Subject {

	private final Load load;

	private final ExecutorService pool;

	ExecutorHopSubject(Load load) {
		this.load = load;
		this.pool = load.pool();
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		if (this.load.window == 1) {
			CompletableFuture<?>[] all = new CompletableFuture<?>[this.load.handlers()];
			for (int i = 0; i < all.length; i++) {
				all[i] = CompletableFuture.runAsync(() -> this.load.handle(chunk), this.pool);
			}
			CompletableFuture.allOf(all).join();
			return;
		}
		for (int i = 0; i < this.load.handlers(); i++) {
			this.pool.execute(() -> this.load.handle(chunk));
		}
	}

	@Override
	public void close() {
		this.pool.shutdown();
	}

}
