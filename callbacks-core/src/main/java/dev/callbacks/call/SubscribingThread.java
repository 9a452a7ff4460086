// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.atomic.AtomicBoolean;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The thread that subscribes to a call. If the work begins there, the consumer gets its
 * subscription when the work hands over its own, and is told an end that comes meanwhile
 * on that thread: as if there was no call.
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
	 * Whether the consumer may be told the end. What it throws at that would be lost
	 * among those who wait for the run, so it is told when this thread has left the work.
	 */
	boolean mayConclude() {
		return !this.inside;
	}

	/**
	 * Hands the consumer its subscription, unless it has one.
	 */
	void handOver(Subscriber<?> consumer, Subscription subscription) {
		if (this.handedOver.compareAndSet(false, true)) {
			consumer.onSubscribe(subscription);
		}
	}

}
