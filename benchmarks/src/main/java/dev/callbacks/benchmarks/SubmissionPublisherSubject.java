// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

import dev.callbacks.message.ChatChunk;

/**
 * The publisher of the JDK: one for each run, a subscriber for each handler of either
 * kind, a buffer of the window, the same pool. Subscribers request everything at once,
 * which costs the publisher least. It has no deadlines, contexts or awaited stages.
 */
final class SubmissionPublisherSubject implements Subject {

	private final ExecutorService pool;

	private final Run[] runs;

	SubmissionPublisherSubject(Load load) {
		this.pool = load.pool();
		this.runs = new Run[load.runs];
		for (int i = 0; i < this.runs.length; i++) {
			this.runs[i] = new Run(new SubmissionPublisher<>(this.pool, load.window));
			for (int handler = 0; handler < load.handlers(); handler++) {
				this.runs[i].publisher.subscribe(new Handler(load));
			}
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		this.runs[run].emit(chunk);
	}

	@Override
	public void close() {
		for (Run run : this.runs) {
			run.publisher.close();
		}
		this.pool.shutdown();
	}

	/** The event that a handler gets for a token. */
	private record Token(Run run, long sequence, ChatChunk chunk) {

	}

	private static final class Run {

		private final SubmissionPublisher<Token> publisher;

		private long sequence;

		private Run(SubmissionPublisher<Token> publisher) {
			this.publisher = publisher;
		}

		private void emit(ChatChunk chunk) {
			this.publisher.submit(new Token(this, this.sequence++, chunk));
		}

	}

	private static final class Handler implements Flow.Subscriber<Token> {

		private final Load load;

		private Handler(Load load) {
			this.load = load;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Token token) {
			this.load.handle(token.chunk());
		}

		@Override
		public void onError(Throwable failure) {
		}

		@Override
		public void onComplete() {
		}

	}

}
