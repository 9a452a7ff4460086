// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Hands things from many runs to one consumer, in the order in which they come. Takes
 * each at once, which keeps the order, and says when there is room for the next: as long
 * as more than so many wait for the consumer, whoever brought one has to wait too. So it
 * holds at most its bound and one more for each run.
 * <p>
 * A Flux for one subscriber, which may come late. <b>Thread-safety</b>: all methods may
 * be called from any thread. <b>Failure</b>: a consumer that cancels is given nothing
 * more, and nobody waits for it.
 *
 * @param <T> what is handed over
 * @since 0.1.0
 */
public final class Handoff<T> extends Flux<T> {

	private final int bound;

	private final Runnable onCancel;

	/** Guarded by itself, as is {@link #waiting}. */
	private final Queue<T> items = new ArrayDeque<>();

	/** Whoever brought something beyond the bound, in their order. */
	private final Queue<CompletableFuture<Object>> waiting = new ArrayDeque<>();

	private final AtomicLong requested = new AtomicLong();

	private final AtomicInteger draining = new AtomicInteger();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	/** Not kept once it has cancelled or knows the end. */
	private volatile @Nullable CoreSubscriber<? super T> consumer;

	/** Whether the consumer has cancelled. */
	private final AtomicBoolean gone = new AtomicBoolean();

	/** Whether those who bring things know of it. */
	private volatile boolean cancelled;

	/** Written after {@link #failure}. */
	private volatile boolean complete;

	private volatile @Nullable Throwable failure;

	/** The drain's, as is {@link #told}. */
	private long delivered;

	private boolean told;

	/**
	 * An empty handoff.
	 * @param bound how much waits for the consumer before those who bring it wait too, at
	 * least one
	 * @param onCancel called once if the consumer cancels before the end
	 */
	public Handoff(int bound, Runnable onCancel) {
		if (bound < 1) {
			throw new InvalidRequestException("The bound must be at least 1, not " + bound);
		}
		this.bound = bound;
		this.onCancel = onCancel;
	}

	/**
	 * Hands something over.
	 * @param item what is handed over
	 * @return a stage that is complete when there is room for more, or {@code null} if
	 * there is
	 */
	public @Nullable CompletionStage<?> offer(T item) {
		CompletableFuture<Object> room = null;
		synchronized (this.items) {
			if (this.cancelled || this.complete) {
				return null;
			}
			this.items.add(item);
			if (this.items.size() > this.bound) {
				room = new CompletableFuture<>();
				this.waiting.add(room);
			}
		}
		drain();
		return room;
	}

	/**
	 * Nothing more comes. What is there still reaches the consumer.
	 * @param failure what the consumer is told then, or {@code null}
	 */
	public void complete(@Nullable Throwable failure) {
		synchronized (this.items) {
			if (this.complete) {
				return;
			}
			this.failure = failure;
			this.complete = true;
		}
		drain();
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		if (!this.subscribed.compareAndSet(false, true)) {
			Operators.error(subscriber, new IllegalStateException("This can be subscribed to only once"));
			return;
		}
		subscriber.onSubscribe(new Demand());
		this.consumer = subscriber;
		drain();
	}

	private void drain() {
		CoreSubscriber<? super T> consumer = this.consumer;
		if ((consumer == null && !this.cancelled) || this.draining.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			if (consumer != null) {
				deliver(consumer);
				conclude(consumer);
			}
			if (this.cancelled) {
				letAllGo();
			}
			missed = this.draining.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void deliver(CoreSubscriber<? super T> consumer) {
		while (!this.gone.get() && this.delivered < this.requested.get()) {
			T item;
			CompletableFuture<Object> room;
			synchronized (this.items) {
				item = this.items.poll();
				room = this.waiting.poll();
			}
			if (item == null) {
				return;
			}
			this.delivered++;
			consumer.onNext(item);
			if (room != null) {
				room.complete(this);
			}
		}
	}

	private void conclude(CoreSubscriber<? super T> consumer) {
		boolean done;
		synchronized (this.items) {
			done = this.complete && this.items.isEmpty();
		}
		if (!done || this.gone.get() || this.told) {
			return;
		}
		this.told = true;
		this.consumer = null;
		Throwable failure = this.failure;
		if (failure != null) {
			consumer.onError(failure);
		}
		else {
			consumer.onComplete();
		}
	}

	private void letAllGo() {
		this.consumer = null;
		CompletableFuture<Object> room;
		do {
			synchronized (this.items) {
				this.items.clear();
				room = this.waiting.poll();
			}
			if (room != null) {
				room.complete(this);
			}
		}
		while (room != null);
	}

	/**
	 * The consumer has gone. Who brings things is told first and let go then, so that
	 * nothing is made in between.
	 */
	private void cancel() {
		if (!this.gone.compareAndSet(false, true)) {
			return;
		}
		if (!this.complete) {
			this.onCancel.run();
		}
		synchronized (this.items) {
			this.cancelled = true;
		}
		drain();
	}

	/**
	 * What the consumer asks for.
	 */
	private final class Demand implements Subscription {

		@Override
		public void request(long count) {
			if (Operators.validate(count)) {
				Handoff.this.requested.accumulateAndGet(count, Operators::addCap);
				drain();
			}
		}

		@Override
		public void cancel() {
			Handoff.this.cancel();
		}

	}

}
