// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.callbacks.CallWay;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A thread that makes one call and waits for what comes of it.
 */
final class Caller {

	private final World world;

	/** Complete when the caller has gone on; with what it was told. */
	private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

	/** The cancellation of the call, as soon as there is something to cancel. */
	private final CompletableFuture<Runnable> cancel = new CompletableFuture<>();

	private final Queue<String> items = new ConcurrentLinkedQueue<>();

	private final Thread thread;

	private volatile Object result;

	/**
	 * The outcome for a caller.
	 *
	 * @param failure the failure of the call, or {@code null}
	 * @param result the result
	 * @param cancelled whether the caller has cancelled, and gets nothing
	 */
	record Outcome(Throwable failure, Object result, boolean cancelled) {

	}

	Caller(World world) {
		this.world = world;
		this.thread = world.thread(this::run, "caller");
		if (world.cell.way() == CallWay.BLOCKING) {
			this.cancel.complete(this.thread::interrupt);
		}
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		if (this.world.cell.place().isAccessor()) {
			this.world.accessor.setHere();
		}
		try {
			new Calls(this.world, this).make();
			this.outcome.complete(new Outcome(null, this.result, false));
		}
		catch (Throwable ex) {
			Throwable failure = (ex instanceof ExecutionException) ? ex.getCause() : ex;
			this.outcome.complete(new Outcome(failure, null, false));
		}
	}

	/**
	 * Returns the outcome.
	 * @throws TimeoutException if it hangs
	 */
	Outcome outcome(long millis) throws TimeoutException, InterruptedException {
		try {
			return this.outcome.get(millis, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the place where the caller hangs.
	 */
	String at() {
		return World.at(this.thread);
	}

	void cancel() throws Exception {
		this.cancel.get(World.LIMIT_SECONDS, TimeUnit.SECONDS).run();
	}

	Queue<String> items() {
		return this.items;
	}

	void returned(Object result) {
		this.result = result;
	}

	void await(CompletableFuture<?> future) throws Exception {
		this.cancel.complete(() -> future.cancel(true));
		// of the fault, which may have come on this thread
		Thread.interrupted();
		returned(future.get(World.LIMIT_SECONDS, TimeUnit.SECONDS));
	}

	static void await(CompletionStage<?> stage) throws Exception {
		Thread.interrupted();
		stage.toCompletableFuture().get(World.LIMIT_SECONDS, TimeUnit.SECONDS);
	}

	static void awaitEnd(CompletionStage<?> stage) throws Exception {
		try {
			await(stage);
		}
		catch (ExecutionException ex) {
			// a run that was cancelled
		}
	}

	void subscribe(Flux<String> stream) throws Throwable {
		Consumer consumer = new Consumer();
		stream.subscribe(consumer);
		Thread.interrupted();
		consumer.end.get(World.LIMIT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Asks for one item after the other.
	 */
	private final class Consumer implements CoreSubscriber<String> {

		private final CompletableFuture<Object> end = new CompletableFuture<>();

		private volatile Subscription subscription;

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			Caller.this.cancel.complete(() -> {
				try {
					subscription.cancel();
				}
				finally {
					Caller.this.outcome.complete(new Outcome(null, null, true));
					this.end.complete(this);
				}
			});
			subscription.request(1);
		}

		@Override
		public void onNext(String item) {
			if (this.end.isDone()) {
				Caller.this.world.problems.add("the consumer got an item after the end");
			}
			if (!item.isEmpty()) {
				Caller.this.items.add(item);
			}
			this.subscription.request(1);
		}

		@Override
		public void onError(Throwable failure) {
			if (!this.end.completeExceptionally(failure)) {
				Caller.this.world.problems.add("the consumer was told two ends");
			}
		}

		@Override
		public void onComplete() {
			if (!this.end.complete(this)) {
				Caller.this.world.problems.add("the consumer was told two ends");
			}
		}

	}

}
