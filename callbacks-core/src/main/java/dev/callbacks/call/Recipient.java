// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.function.Consumer;

import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The consumer of a call, which gets its signals with the caller's run current. An
 * exception of the consumer ends the call, and is thrown on.
 *
 * @param <T> the type of the items
 */
final class Recipient<T> {

	private final CoreSubscriber<? super T> consumer;

	private final Consumer<Throwable> onFailure;

	private final SubscribingThread subscribing = new SubscribingThread();

	final Demand demand = new Demand();

	/** The exception of the consumer, which may come when the run is over. */
	private volatile @Nullable Throwable failure;

	/**
	 * Creates the recipient of one call.
	 * @param consumer the consumer
	 * @param overlapping whether an end from outside may overlap with items
	 * @param callersRun the caller's run, or {@code null}
	 * @param onFailure ends the call by an exception of the consumer
	 */
	Recipient(CoreSubscriber<? super T> consumer, boolean overlapping, @Nullable Run callersRun,
			Consumer<Throwable> onFailure) {
		this.consumer = new CallersRunSubscriber<>(overlapping ? new LateEndSubscriber<>(consumer) : consumer,
				callersRun);
		this.onFailure = onFailure;
	}

	/**
	 * Marks this thread as the one that subscribes and may work in the call meanwhile.
	 */
	void enter() {
		this.subscribing.enter();
	}

	void leave() {
		this.subscribing.leave();
	}

	boolean mayConclude() {
		return this.subscribing.mayConclude();
	}

	/**
	 * Hands the consumer its subscription, unless it has one.
	 */
	void handOver(Subscription subscription) {
		try {
			this.subscribing.handOver(this.consumer, subscription);
		}
		catch (Throwable ex) {
			this.onFailure.accept(ex);
			throw ex;
		}
	}

	void next(T item) {
		try {
			this.demand.met();
			this.consumer.onNext(item);
		}
		catch (Throwable ex) {
			this.failure = ex;
			this.onFailure.accept(ex);
			throw ex;
		}
	}

	/**
	 * Hands the consumer its end.
	 * @param callsFailure the failure of the call, or {@code null}
	 */
	void conclude(@Nullable Throwable callsFailure) {
		Throwable failure = (callsFailure != null) ? callsFailure : this.failure;
		if (failure != null) {
			this.consumer.onError(failure);
		}
		else {
			this.consumer.onComplete();
		}
	}

}
