// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * The subscription of a call to its work, which makes the run of the call current for
 * each request.
 * <p>
 * <b>Thread-safety</b>: any thread may cancel, before and after the work has subscribed.
 */
final class WorkSubscription {

	private static final Subscription CANCELLED = Operators.cancelledSubscription();

	private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();

	/**
	 * Creates the items of a work with everything of its run current on this thread, and
	 * what a subscriber brings in its context. What signals them later finds that there.
	 */
	static <T> Publisher<? extends T> source(Work<T> work, DrivenRun run, Caller caller, RunOpener opener) {
		try (Run.Scope values = caller.carried(opener); Run.Scope scope = run.scope()) {
			Objects.requireNonNull(values);
			Objects.requireNonNull(scope);
			return work.source(run, caller.inside(run));
		}
	}

	/**
	 * Accepts the subscription, or cancels it if the call was cancelled before.
	 * @return whether it was accepted
	 */
	boolean accept(Subscription subscription) {
		if (this.subscription.compareAndSet(null, subscription)) {
			return true;
		}
		subscription.cancel();
		return false;
	}

	/**
	 * Whether there is a subscription that is not cancelled.
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
