// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicBoolean;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The thread that subscribes to a call. If the work begins on it, the consumer gets its
 * subscription and an early end on that thread, as it would without a run.
 */
final class SubscribingThread {

	private final AtomicBoolean handedOver = new AtomicBoolean();

	/** Whether the thread is in the work. */
	private volatile boolean inside;

	void enter() {
		this.inside = true;
	}

	void leave() {
		this.inside = false;
	}

	/**
	 * Whether the consumer may get its end: only after this thread has left the work,
	 * since the run would swallow an exception of the consumer.
	 */
	boolean mayConclude() {
		return !this.inside;
	}

	/**
	 * Gives the consumer its subscription, unless it has one.
	 */
	void handOver(Subscriber<?> consumer, Subscription subscription) {
		if (this.handedOver.compareAndSet(false, true)) {
			consumer.onSubscribe(subscription);
		}
	}

}
