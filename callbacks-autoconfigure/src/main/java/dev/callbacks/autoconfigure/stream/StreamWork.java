// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * The subscription to the work of a stream, which asks for all there is and keeps none of
 * it: readers get what handlers are told. The context is that of whoever opens the
 * stream, and so is the thread that subscribes; items that come without a wait hold up
 * another one.
 */
final class StreamWork extends BaseSubscriber<Object> {

	private final Context context;

	private final Runnable over;

	private volatile @Nullable Throwable failure;

	StreamWork(Context context, Runnable over) {
		this.context = context;
		this.over = over;
	}

	/**
	 * Returns the failure of the work so far.
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		// asks when all of the thread's part is done, see begin
	}

	/**
	 * Asks for the items, on another thread than that of the request.
	 */
	void begin() {
		Schedulers.boundedElastic().schedule(this::requestUnbounded);
	}

	@Override
	protected void hookOnError(Throwable failure) {
		// readers are told by the terminal event
		this.failure = failure;
	}

	@Override
	protected void hookFinally(SignalType type) {
		this.over.run();
	}

}
