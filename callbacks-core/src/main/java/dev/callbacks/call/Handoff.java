// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.CurrentRun;
import dev.callbacks.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A handoff of items from many producers to one consumer, in their order. It takes each
 * item at once, which keeps the order, and makes the producer of an item beyond its bound
 * wait before the next. So it holds at most its bound and one more item for each
 * producer, until that is released.
 * <p>
 * A Flux for one subscriber, which may come late. <b>Thread-safety</b>: all methods may
 * be called from any thread. The consumer is called with the run current that was so at
 * its subscription. <b>Failure</b>: a consumer that cancels gets no more items, and no
 * producer waits for it; one that throws gets its exception as the end.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class Handoff<T> extends Flux<T> {

	private final int bound;

	private final Runnable onCancel;

	/** Guarded by itself, as is {@link #waiting}. */
	private final Queue<T> items = new ArrayDeque<>();

	/** A place for each item beyond the bound, in their order. */
	private final Queue<Place> waiting = new ArrayDeque<>();

	/** The producers that wait no more. Guarded by {@link #items}. */
	private final Set<Object> ending = new HashSet<>();

	private final AtomicLong requested = new AtomicLong();

	private final AtomicInteger draining = new AtomicInteger();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	/** Released when it has cancelled or got its end. */
	private volatile @Nullable CoreSubscriber<? super T> consumer;

	/** Whether the consumer has cancelled. */
	private final AtomicBoolean consumerCancelled = new AtomicBoolean();

	/** Whether producers are released; written after {@link #onCancel} ran. */
	private volatile boolean released;

	/** Whether the last item is here. Guarded by {@link #items}. */
	private boolean closed;

	/** Written after {@link #failure}. */
	private volatile boolean complete;

	private volatile @Nullable Throwable failure;

	/** Confined to the drain, as is {@link #concluded}. */
	private long delivered;

	private boolean concluded;

	/**
	 * Creates an empty handoff.
	 * @param bound the number of items that may wait before producers wait, at least one
	 * @param onCancel called once if the consumer cancels before the end
	 */
	public Handoff(int bound, Runnable onCancel) {
		this.bound = InvalidRequestException.atLeastOne(bound, "The bound of a handoff");
		this.onCancel = onCancel;
	}

	/**
	 * Hands an item over.
	 * @param producer the key of the producer, by its {@code equals}
	 * @param item the item
	 * @return a stage that completes when there is room for more, or {@code null} if
	 * there is room already
	 */
	public @Nullable CompletionStage<?> offer(Object producer, T item) {
		return offer(producer, item, false);
	}

	/**
	 * Hands the last item over; further ones are ignored.
	 * @param producer the key of the producer
	 * @param item the item
	 * @return the same as {@link #offer(Object, Object)}
	 */
	public @Nullable CompletionStage<?> offerLast(Object producer, T item) {
		return offer(producer, item, true);
	}

	private @Nullable CompletionStage<?> offer(Object producer, T item, boolean last) {
		CompletableFuture<Object> room = null;
		synchronized (this.items) {
			if (this.released || this.closed) {
				return null;
			}
			this.closed = last;
			this.items.add(item);
			if (this.items.size() > this.bound) {
				Place place = new Place(producer, new CompletableFuture<>());
				this.waiting.add(place);
				room = this.ending.contains(producer) ? null : place.room;
			}
		}
		drain();
		return room;
	}

	/**
	 * Releases a producer that has to come to its end: it waits no more for room.
	 * @param producer the key of the producer
	 */
	public void release(Object producer) {
		List<Place> places;
		synchronized (this.items) {
			this.ending.add(producer);
			// they stay, since their items still take room
			places = this.waiting.stream().filter((place) -> place.producer.equals(producer)).toList();
		}
		places.forEach((place) -> place.room.complete(this));
	}

	/**
	 * Forgets a producer that hands nothing over any more.
	 * @param producer the key of the producer
	 */
	public void forget(Object producer) {
		synchronized (this.items) {
			this.ending.remove(producer);
		}
	}

	/**
	 * Ignores further items.
	 */
	public void close() {
		synchronized (this.items) {
			this.closed = true;
		}
	}

	/**
	 * Ends the items. Those that wait still go to the consumer, and the end follows them.
	 * @param failure the failure that ends them, or {@code null}
	 */
	public void complete(@Nullable Throwable failure) {
		synchronized (this.items) {
			if (this.complete) {
				return;
			}
			this.failure = failure;
			this.closed = true;
			this.complete = true;
		}
		drain();
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		if (!this.subscribed.compareAndSet(false, true)) {
			Operators.error(subscriber, new IllegalStateException("A handoff takes one subscriber, and has had it"));
			return;
		}
		CoreSubscriber<T> consumer = new CallersRunSubscriber<>(subscriber, CurrentRun.in(subscriber.currentContext()));
		try {
			consumer.onSubscribe(new ConsumerSubscription());
		}
		catch (Throwable ex) {
			cancel();
			throw ex;
		}
		this.consumer = consumer;
		drain();
	}

	private void drain() {
		CoreSubscriber<? super T> consumer = this.consumer;
		if ((consumer == null && !this.released) || this.draining.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		Throwable thrown = null;
		do {
			try {
				exchange(consumer);
			}
			catch (Throwable ex) {
				// an exception must not leave the drain locked
				thrown = (thrown != null) ? thrown : ex;
			}
			missed = this.draining.addAndGet(-missed);
		}
		while (missed != 0);
		Failures.rethrow(thrown);
	}

	private void exchange(@Nullable CoreSubscriber<? super T> consumer) {
		if (consumer != null) {
			deliver(consumer);
			conclude(consumer);
		}
		if (this.released) {
			releaseProducers();
		}
	}

	private void deliver(CoreSubscriber<? super T> consumer) {
		while (!this.consumerCancelled.get() && this.delivered < this.requested.get()) {
			T item;
			Place place;
			synchronized (this.items) {
				item = this.items.poll();
				place = this.waiting.poll();
			}
			if (item == null) {
				return;
			}
			this.delivered++;
			try {
				consumer.onNext(item);
			}
			catch (Throwable ex) {
				fail(consumer, ex);
				throw ex;
			}
			finally {
				if (place != null) {
					place.room.complete(this);
				}
			}
		}
	}

	/**
	 * Handles an exception of the consumer, who gets it as its end.
	 */
	private void fail(CoreSubscriber<? super T> consumer, Throwable failure) {
		boolean isEnd = !this.consumerCancelled.get();
		cancel();
		if (isEnd) {
			consumer.onError(failure);
		}
	}

	private void conclude(CoreSubscriber<? super T> consumer) {
		boolean done;
		synchronized (this.items) {
			done = this.complete && this.items.isEmpty();
		}
		if (!done || this.consumerCancelled.get() || this.concluded) {
			return;
		}
		this.concluded = true;
		this.consumer = null;
		Throwable failure = this.failure;
		if (failure != null) {
			consumer.onError(failure);
		}
		else {
			consumer.onComplete();
		}
	}

	private void releaseProducers() {
		this.consumer = null;
		Place place;
		do {
			synchronized (this.items) {
				this.items.clear();
				place = this.waiting.poll();
			}
			if (place != null) {
				place.room.complete(this);
			}
		}
		while (place != null);
	}

	/**
	 * Handles the consumer's cancellation: first the producers are cancelled and then
	 * they are released, so that they produce nothing in between.
	 */
	private void cancel() {
		if (!this.consumerCancelled.compareAndSet(false, true)) {
			return;
		}
		if (!this.complete) {
			this.onCancel.run();
		}
		synchronized (this.items) {
			this.released = true;
		}
		drain();
	}

	/**
	 * The place of an item beyond the bound.
	 *
	 * @param producer the key of its producer
	 * @param room complete when the producer need not wait
	 */
	private record Place(Object producer, CompletableFuture<Object> room) {
	}

	/**
	 * The subscription of the consumer.
	 */
	private final class ConsumerSubscription implements Subscription {

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
