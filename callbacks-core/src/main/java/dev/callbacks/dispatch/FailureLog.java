// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.HandlerDescriptor;

/**
 * Says in the log that a handler failed: the first time with its stack trace, then at
 * most once a second, with how often it failed by then.
 */
final class FailureLog {

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final HandlerDescriptor handler;

	private final AtomicLong failures = new AtomicLong();

	private final AtomicLong lastSaid = new AtomicLong();

	private final AtomicBoolean saidItHoldsUp = new AtomicBoolean();

	FailureLog(HandlerDescriptor handler) {
		this.handler = handler;
	}

	void failed(CallbackEvent event, Throwable failure) {
		long count = this.failures.incrementAndGet();
		if (count == 1) {
			this.lastSaid.set(System.nanoTime());
			ForeignCode.warn("Handler '{}' ({}) failed in {}", this.handler.name(),
					this.handler.handlerClass().getName(), place(event), failure);
			return;
		}
		long last = this.lastSaid.get();
		long now = System.nanoTime();
		if (now - last >= PAUSE && this.lastSaid.compareAndSet(last, now)) {
			ForeignCode.warn("Handler '{}' ({}) failed in {} with {}, its failure number {}", this.handler.name(),
					this.handler.handlerClass().getName(), place(event), failure.getClass().getName(), count);
		}
	}

	/**
	 * The event and the ids of its run and of the root, by which the lines of a tree are
	 * found.
	 */
	private static String place(CallbackEvent event) {
		return event.getClass().getSimpleName() + " of run " + event.run().id() + ", root " + event.run().rootId();
	}

	void cutOff(CallbackEvent event, Duration timeout) {
		ForeignCode.warn("Handler '{}' was in {} for longer than its timeout of {} and gets no more of this run",
				this.handler.name(), place(event), timeout);
	}

	void stuck() {
		ForeignCode.warn("Handler '{}' is stuck on every thread it may have; its events are dropped until one returns",
				this.handler.name());
	}

	void holdsUp(String thread) {
		if (this.saidItHoldsUp.compareAndSet(false, true)) {
			ForeignCode.warn(
					"Handler '{}' has been holding up thread '{}' for more than 100 ms and cannot be given up there",
					this.handler.name(), thread);
		}
	}

}
