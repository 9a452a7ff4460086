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
 * A subscriber that makes the caller's run current for each signal to the consumer of a
 * call, so that calls made there become children of the caller's run.
 *
 * @param <T> the type of the items
 */
final class CallersRunSubscriber<T> implements CoreSubscriber<T> {

	private final CoreSubscriber<? super T> consumer;

	private final @Nullable Run callersRun;

	CallersRunSubscriber(CoreSubscriber<? super T> consumer, @Nullable Run callersRun) {
		this.consumer = consumer;
		this.callersRun = callersRun;
	}

	@Override
	public Context currentContext() {
		return this.consumer.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		Run before = CurrentRun.set(this.callersRun);
		try {
			this.consumer.onSubscribe(subscription);
		}
		finally {
			CurrentRun.set(before);
		}
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
