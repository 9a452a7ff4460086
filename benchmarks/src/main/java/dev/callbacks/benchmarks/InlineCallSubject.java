// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.CompletableFuture;

import dev.callbacks.message.ChatChunk;

/**
 * The lower limit of handlers on the emitting thread: an event record, and a call of each
 * handler. With a clock, the record has a time, as our events do. Handlers have two
 * classes, as different handlers do, so that the compiler cannot inline their calls.
 */
final class InlineCallSubject implements Subject {

	private final Load load;

	private final Sink[] handlers;

	private final boolean clock;

	private final long begin = System.nanoTime();

	private long sequence;

	/** Keeps the compiler from eliminating the record. */
	private Object last = "";

	InlineCallSubject(Load load, boolean clock) {
		this.clock = clock;
		this.load = load;
		this.handlers = new Sink[load.handlers()];
		for (int i = 0; i < this.handlers.length; i++) {
			this.handlers[i] = (i % 2 == 0) ? new First() : new Second();
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		Token token = this.clock ? new Timed(run, this.sequence++, chunk, System.nanoTime() - this.begin)
				: new Bare(run, this.sequence++, chunk);
		this.last = token;
		for (Sink handler : this.handlers) {
			handler.accept(token);
		}
	}

	@Override
	public void close() {
		this.last = "";
	}

	@Override
	public String toString() {
		return this.last.toString();
	}

	private interface Token {

		ChatChunk chunk();

	}

	private record Bare(int run, long sequence, ChatChunk chunk) implements Token {

	}

	private record Timed(int run, long sequence, ChatChunk chunk, long nanos) implements Token {

	}

	private interface Sink {

		CompletableFuture<?> accept(Token token);

	}

	private final class First implements Sink {

		private final CompletableFuture<Object> done = CompletableFuture.completedFuture(null);

		@Override
		public CompletableFuture<?> accept(Token token) {
			InlineCallSubject.this.load.handle(token.chunk());
			return this.done;
		}

	}

	private final class Second implements Sink {

		private final CompletableFuture<Object> done = CompletableFuture.completedFuture(null);

		@Override
		public CompletableFuture<?> accept(Token token) {
			InlineCallSubject.this.load.handle(token.chunk());
			return this.done;
		}

	}

}
