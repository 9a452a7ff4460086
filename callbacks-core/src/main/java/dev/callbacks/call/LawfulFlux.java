// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream that keeps the rules of Reactive Streams even if its source breaks them. It
 * fails if the source throws, signals {@code null}, or more items than were requested.
 * Signals after the end go to Reactor's hooks for dropped ones.
 * <p>
 * <b>Failure</b>: an exception of the source's {@link Subscription#cancel()} is dropped,
 * too, unless it is an error of the virtual machine.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class LawfulFlux<T> extends Flux<T> {

	private static final Logger logger = LoggerFactory.getLogger(LawfulFlux.class);

	private final Publisher<? extends T> source;

	private LawfulFlux(Publisher<? extends T> source) {
		this.source = source;
	}

	/**
	 * Creates a stream of the items of a source.
	 * @param <T> the type of the items
	 * @param source the source
	 * @return the stream
	 */
	public static <T> LawfulFlux<T> of(Publisher<? extends T> source) {
		return new LawfulFlux<>(source);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		Guard<T> guard = new Guard<>(consumer);
		try {
			this.source.subscribe(guard);
		}
		catch (Throwable ex) {
			guard.fail(ex);
		}
	}

	/**
	 * A subscriber between source and consumer. Signals of the source come one at a time,
	 * but an exception of its methods may overlap with them: the first ending wins.
	 */
	private static final class Guard<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> consumer;

		private final AtomicReference<@Nullable Subscription> source = new AtomicReference<>();

		private final AtomicLong requested = new AtomicLong();

		private final AtomicBoolean done = new AtomicBoolean();

		/** Confined to signals of the source, as is {@link #completed}. */
		private long delivered;

		/** Whether the source has completed, and has sent no item since. */
		private boolean completed;

		private Guard(CoreSubscriber<? super T> consumer) {
			this.consumer = consumer;
		}

		@Override
		public Context currentContext() {
			return this.consumer.currentContext();
		}

		@Override
		public void onSubscribe(@Nullable Subscription subscription) {
			if (subscription == null) {
				fail(new NullPointerException("The stream gave its subscriber no subscription: onSubscribe(null)"));
			}
			else if (this.source.compareAndSet(null, subscription)) {
				this.consumer.onSubscribe(this);
			}
			else {
				cancel(subscription);
			}
		}

		@Override
		public void onNext(@Nullable T item) {
			if (item == null) {
				fail(new NullPointerException("The stream signalled an item that is null: onNext(null)"));
			}
			else if (this.done.get()) {
				drop(item);
			}
			else if (++this.delivered > this.requested.get()) {
				fail(new WindowOverflowException(
						"The stream signalled more items than were requested: its source has to honour request(n)"));
			}
			else {
				this.consumer.onNext(item);
			}
		}

		private void drop(T item) {
			if (this.completed) {
				this.completed = false;
				logger.warn("A stream signalled an item after its end. It is dropped, as all further ones:"
						+ " the source has to signal the end last");
			}
			Operators.onNextDropped(item, currentContext());
		}

		@Override
		public void onError(@Nullable Throwable failure) {
			Throwable actual = (failure != null) ? failure
					: new NullPointerException("The stream failed without an exception: onError(null)");
			if (this.done.compareAndSet(false, true)) {
				this.consumer.onError(actual);
			}
			else {
				Operators.onErrorDropped(actual, currentContext());
			}
		}

		@Override
		public void onComplete() {
			if (this.done.compareAndSet(false, true)) {
				this.completed = true;
				this.consumer.onComplete();
			}
		}

		private void fail(Throwable failure) {
			if (!this.done.compareAndSet(false, true)) {
				Operators.onErrorDropped(failure, currentContext());
				return;
			}
			Subscription subscription = this.source.getAndSet(Operators.cancelledSubscription());
			try {
				if (subscription != null) {
					cancel(subscription);
				}
				else {
					this.consumer.onSubscribe(Operators.emptySubscription());
				}
			}
			finally {
				this.consumer.onError(failure);
			}
		}

		@Override
		public void request(long count) {
			Subscription subscription = this.source.get();
			if (subscription == null || !Operators.validate(count)) {
				return;
			}
			this.requested.accumulateAndGet(count, Operators::addCap);
			try {
				subscription.request(count);
			}
			catch (Throwable ex) {
				fail(ex);
			}
		}

		@Override
		public void cancel() {
			Subscription subscription = this.source.getAndSet(Operators.cancelledSubscription());
			if (subscription != null) {
				cancel(subscription);
			}
		}

		private void cancel(Subscription subscription) {
			try {
				subscription.cancel();
			}
			catch (Throwable ex) {
				Failures.throwIfFatal(ex);
				Operators.onErrorDropped(ex, currentContext());
			}
		}

	}

}
