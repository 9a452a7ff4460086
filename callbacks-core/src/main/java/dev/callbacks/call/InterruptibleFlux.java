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
 * A stream whose source may block the requesting thread. Cancelling the subscription
 * interrupts that thread, but only while it is in the source. Only one thread at a time
 * may request.
 *
 * @param <T> the type of the items
 */
final class InterruptibleFlux<T> extends Flux<T> {

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
	static <T> InterruptibleFlux<T> of(Publisher<? extends T> source) {
		return new InterruptibleFlux<>(source);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		InterruptibleSubscription<T> subscription = new InterruptibleSubscription<>(consumer);
		// first, so that the consumer can cancel while the source is subscribed to
		consumer.onSubscribe(subscription);
		if (subscription.thread.enter()) {
			try {
				this.source.subscribe(subscription);
			}
			finally {
				subscription.thread.leave();
			}
		}
	}

	/**
	 * A subscription that lets the requesting thread be interrupted.
	 */
	private static final class InterruptibleSubscription<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> consumer;

		private final BodyThread thread = new BodyThread();

		/** Keeps requests until the source has its subscription. */
		private final Operators.DeferredSubscription source = new Operators.DeferredSubscription();

		private InterruptibleSubscription(CoreSubscriber<? super T> consumer) {
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
