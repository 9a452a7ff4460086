// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

import dev.callbacks.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/**
 * A ring of the latest items, which have consecutive numbers. Any number of readers
 * follow it, each from a number on and at its own pace. A reader that was away goes on
 * after the number that it read last, as a browser does with {@code Last-Event-ID}.
 * <p>
 * <b>Bounded</b>, by the number of items and, if asked for, by their weight: a new item
 * replaces the oldest. A reader that is too slow, or comes back too late, misses items;
 * the next that it gets tells how many. Nothing is kept for a reader, and nobody waits
 * for one.
 * <p>
 * <b>Thread-safety</b>: any thread may append and read. <b>Ordering</b>: all readers get
 * the items in the order of their numbers, on threads of Reactor's parallel scheduler.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class ReplayRing<T> {

	/** The number of items that a reader may be handed before it asks for more. */
	private static final int PREFETCH = 16;

	/** The latest items, each at the remainder of its number. Guarded by this. */
	private final @Nullable Object[] items;

	private final ToLongFunction<? super T> weigher;

	private final long maxWeight;

	/** The number of the oldest item, the next one if there is none. Guarded by this. */
	private long oldest;

	/** The number of the next item. Guarded by this. */
	private long next;

	/** The weight of all items. Guarded by this. */
	private long weight;

	private final List<Reader> readers = new CopyOnWriteArrayList<>();

	/**
	 * Creates a ring.
	 * @param capacity the number of items that it keeps, at least one
	 * @param first the number of the first item. A ring that begins with a higher number
	 * than the one before it had, such as that of a process that was started anew, takes
	 * a reader of that one for a reader that comes too late
	 */
	public ReplayRing(int capacity, long first) {
		this(capacity, first, Long.MAX_VALUE, (item) -> 0);
	}

	/**
	 * Creates a ring that is bounded by the weight of its items, too. It has the latest
	 * item whatever its weight.
	 * @param capacity the number of items that it keeps, at least one
	 * @param first the number of the first item
	 * @param maxWeight the weight of the items that it keeps
	 * @param weigher returns the weight of an item, such as its size
	 */
	public ReplayRing(int capacity, long first, long maxWeight, ToLongFunction<? super T> weigher) {
		this.items = new Object[InvalidRequestException.atLeastOne(capacity, "The capacity of a ring")];
		this.maxWeight = maxWeight;
		this.weigher = weigher;
		this.oldest = first;
		this.next = first;
	}

	/**
	 * Appends an item.
	 * @param item the item
	 */
	public void append(T item) {
		long weight = this.weigher.applyAsLong(InvalidRequestException.required(item, "An item of a ring"));
		synchronized (this) {
			if (this.next - this.oldest == this.items.length) {
				discardOldest();
			}
			this.items[index(this.next)] = item;
			this.next++;
			this.weight += weight;
			while (this.weight > this.maxWeight && this.oldest < this.next - 1) {
				discardOldest();
			}
		}
		this.readers.forEach(Reader::drain);
	}

	private void discardOldest() {
		this.weight -= this.weigher.applyAsLong(item(this.oldest));
		this.items[index(this.oldest)] = null;
		this.oldest++;
	}

	/**
	 * Returns the number of the latest item.
	 * @return the number, one less than the first if there is no item yet
	 */
	public synchronized long last() {
		return this.next - 1;
	}

	/**
	 * Whether the ring has every item after a number.
	 * @param number the number
	 * @return whether it has; not if the number is higher than the last
	 */
	public synchronized boolean hasAllAfter(long number) {
		return number >= this.oldest - 1 && number < this.next;
	}

	/**
	 * Returns the items that the ring has now.
	 * @return the items, the oldest first
	 */
	public synchronized List<Entry<T>> items() {
		return LongStream.range(this.oldest, this.next)
			.mapToObj((number) -> new Entry<>(number, 0, item(number)))
			.toList();
	}

	/**
	 * Returns the items after a number, those to come included.
	 * @param number the number
	 * @return the items, without an end
	 */
	public Flux<Entry<T>> after(long number) {
		return new Flux<Entry<T>>() {

			@Override
			public void subscribe(CoreSubscriber<? super Entry<T>> subscriber) {
				Reader reader = new Reader(subscriber, Math.min(number, ReplayRing.this.last()));
				ReplayRing.this.readers.add(reader);
				subscriber.onSubscribe(reader);
			}

		}.publishOn(Schedulers.parallel(), PREFETCH);
	}

	private synchronized @Nullable Entry<T> next(long number) {
		long found = Math.max(number + 1, this.oldest);
		return (found < this.next) ? new Entry<>(found, found - number - 1, item(found)) : null;
	}

	private int index(long number) {
		return Math.floorMod(number, this.items.length);
	}

	@SuppressWarnings("unchecked")
	private T item(long number) {
		return (T) Objects.requireNonNull(this.items[index(number)]);
	}

	/**
	 * An item of a ring.
	 *
	 * @param number its number
	 * @param missed the number of items before it that the reader missed
	 * @param item the item
	 * @param <T> the type of the item
	 */
	public record Entry<T>(long number, long missed, T item) {

	}

	/**
	 * A reader. Whoever finds it idle hands it what it has asked for; what comes
	 * meanwhile is handed over by the same thread.
	 */
	private final class Reader implements Subscription {

		private final CoreSubscriber<? super Entry<T>> subscriber;

		private final AtomicLong requested = new AtomicLong();

		/** The number of times that there was work since the reader was idle. */
		private final AtomicInteger work = new AtomicInteger();

		/** The number that was read last. Used by the thread that drains. */
		private long number;

		private volatile boolean cancelled;

		private Reader(CoreSubscriber<? super Entry<T>> subscriber, long number) {
			this.subscriber = subscriber;
			this.number = number;
		}

		@Override
		public void request(long count) {
			this.requested.updateAndGet((requested) -> Operators.addCap(requested, count));
			drain();
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			ReplayRing.this.readers.remove(this);
		}

		private void drain() {
			if (this.work.getAndIncrement() != 0) {
				return;
			}
			int done = 1;
			do {
				handOver();
				done = this.work.addAndGet(-done);
			}
			while (done != 0);
		}

		private void handOver() {
			while (!this.cancelled && this.requested.get() > 0) {
				Entry<T> entry = next(this.number);
				if (entry == null) {
					return;
				}
				this.number = entry.number();
				this.requested.decrementAndGet();
				this.subscriber.onNext(entry);
			}
		}

	}

}
