// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * The subscription of a call to its work. The run of the call is current whenever the
 * work is asked.
 * <p>
 * <b>Thread-safety</b>: may be cancelled by any thread, before and after there is a
 * subscription.
 */
final class Source {

	private static final Subscription CANCELLED = Operators.cancelledSubscription();

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	/**
	 * Takes the subscription, or cancels it if this was cancelled already.
	 * @return whether it was taken
	 */
	boolean accept(Subscription subscription) {
		if (this.subscription.compareAndSet(null, subscription)) {
			return true;
		}
		subscription.cancel();
		return false;
	}

	/**
	 * Whether there is a subscription, and it is not cancelled.
	 */
	boolean isOpen() {
		Subscription subscription = this.subscription.get();
		return subscription != null && subscription != CANCELLED;
	}

	void request(Run run, long count) {
		Subscription subscription = this.subscription.get();
		if (subscription == null) {
			return;
		}
		Run before = CurrentRun.set(run);
		try {
			subscription.request(count);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	void cancel() {
		Subscription subscription = this.subscription.getAndSet(CANCELLED);
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
