// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * The consumer of a call: whatever it does with an item or the end, and whatever follows
 * that, finds the caller's run and not the run of the call.
 *
 * @param <T> the type of the items
 */
final class InCallersRun<T> implements CoreSubscriber<T> {

	private final CoreSubscriber<? super T> consumer;

	private final @Nullable Run callersRun;

	InCallersRun(CoreSubscriber<? super T> consumer, @Nullable Run callersRun) {
		this.consumer = consumer;
		this.callersRun = callersRun;
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
		Run before = CurrentRun.set(this.callersRun);
		try {
			this.consumer.onNext(item);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public void onError(Throwable failure) {
		Run before = CurrentRun.set(this.callersRun);
		try {
			this.consumer.onError(failure);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public void onComplete() {
		Run before = CurrentRun.set(this.callersRun);
		try {
			this.consumer.onComplete();
		}
		finally {
			CurrentRun.set(before);
		}
	}

}
