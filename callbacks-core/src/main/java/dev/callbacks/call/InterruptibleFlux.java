// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream whose source may block the thread that asks it: that thread is interrupted
 * when the subscription is cancelled, and only while it is in the source. For a source
 * that is asked by one thread at a time.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class InterruptibleFlux<T> extends Flux<T> {

	private final Publisher<? extends T> source;

	private InterruptibleFlux(Publisher<? extends T> source) {
		this.source = source;
	}

	/**
	 * Creates a stream of the items of a source.
	 * @param <T> the type of the items
	 * @param source the source
	 * @return the stream
	 */
	public static <T> InterruptibleFlux<T> of(Publisher<? extends T> source) {
		return new InterruptibleFlux<>(source);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		Asked<T> asked = new Asked<>(consumer);
		// first, so that it can be cancelled while the source is subscribed to
		consumer.onSubscribe(asked);
		if (asked.thread.enter()) {
			try {
				this.source.subscribe(asked);
			}
			finally {
				asked.thread.leave();
			}
		}
	}

	/**
	 * Hands signals on, and asks on a thread that can be interrupted.
	 */
	private static final class Asked<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> consumer;

		private final BodyThread thread = new BodyThread();

		/** Keeps what is asked for until the source can be asked. */
		private final Operators.DeferredSubscription source = new Operators.DeferredSubscription();

		private Asked(CoreSubscriber<? super T> consumer) {
			this.consumer = consumer;
		}

		@Override
		public Context currentContext() {
			return this.consumer.currentContext();
		}

		@Override
		public void onSubscribe(Subscription source) {
			this.source.set(source);
		}

		@Override
		public void onNext(T item) {
			this.consumer.onNext(item);
		}

		@Override
		public void onError(Throwable failure) {
			this.consumer.onError(failure);
		}

		@Override
		public void onComplete() {
			this.consumer.onComplete();
		}

		@Override
		public void request(long count) {
			if (this.thread.isHere()) {
				this.source.request(count);
			}
			else if (this.thread.enter()) {
				try {
					this.source.request(count);
				}
				finally {
					this.thread.leave();
				}
			}
		}

		@Override
		public void cancel() {
			this.thread.abort();
			this.source.cancel();
		}

	}

}
