// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A subscriber whose end may come while the consumer is in an item, from any thread: it
 * is signalled when the consumer has left the item, even by an exception.
 * <p>
 * <b>Thread-safety</b>: one thread at a time signals items, which may nest. Only one end
 * may be signalled. Items after it are dropped.
 *
 * @param <T> the type of the items
 */
final class LateEndSubscriber<T> implements CoreSubscriber<T> {

	private static final int ENDED = -1;

	private final CoreSubscriber<? super T> consumer;

	/** The number of items that the consumer is in, or {@link #ENDED}. */
	private final AtomicInteger items = new AtomicInteger();

	private volatile @Nullable Runnable end;

	LateEndSubscriber(CoreSubscriber<? super T> consumer) {
		this.consumer = consumer;
	}

	@Override
	public Context currentContext() {
		return this.consumer.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.consumer.onSubscribe(subscription);
	}

	@Override
	public void onNext(T item) {
		if (this.items.getAndUpdate((count) -> (count == ENDED) ? ENDED : count + 1) == ENDED) {
			Operators.onNextDropped(item, currentContext());
			return;
		}
		try {
			this.consumer.onNext(item);
		}
		finally {
			this.items.decrementAndGet();
			endIfLeft();
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.end = () -> this.consumer.onError(failure);
		endIfLeft();
	}

	@Override
	public void onComplete() {
		this.end = this.consumer::onComplete;
		endIfLeft();
	}

	private void endIfLeft() {
		Runnable end = this.end;
		if (end != null && this.items.compareAndSet(0, ENDED)) {
			end.run();
		}
	}

}
