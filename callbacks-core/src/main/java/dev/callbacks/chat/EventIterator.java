// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

import dev.callbacks.RunCancelledException;
import dev.callbacks.call.Failures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * An iterator over the events of one call, which waits for the next one. After the last
 * event, {@link #hasNext()} throws the failure of a call that failed.
 * <p>
 * <b>Thread-safety</b>: for one thread, but any may close it, which ends a wait.
 * <b>Failure</b>: an interrupt of the waiting thread closes the call.
 *
 * @since 0.1.0
 */
public final class EventIterator implements Iterator<CallbackEvent>, AutoCloseable {

	private final NextEvent nextEvent = new NextEvent();

	EventIterator() {
	}

	BaseSubscriber<CallbackEvent> nextEvent() {
		return this.nextEvent;
	}

	@Override
	public boolean hasNext() {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("Thread '" + Thread.currentThread().getName()
					+ "' must not block to wait for events. Use EventStream.flux() there");
		}
		try {
			return this.nextEvent.awaitNext();
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new RunCancelledException("The thread that waited for an event was interrupted", EndReason.CLOSED,
					ex);
		}
	}

	@Override
	public CallbackEvent next() {
		if (!hasNext()) {
			throw new NoSuchElementException("There are no more events, or the event stream is closed");
		}
		return this.nextEvent.take();
	}

	/**
	 * Closes the call, unless it is over.
	 */
	@Override
	public void close() {
		this.nextEvent.dispose();
	}

	/**
	 * A subscriber that requests an event when a thread waits for it. Guarded by itself.
	 */
	private static final class NextEvent extends BaseSubscriber<CallbackEvent> implements ForkJoinPool.ManagedBlocker {

		private @Nullable CallbackEvent next;

		private boolean requested;

		private boolean over;

		private @Nullable Throwable failure;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// requests an event only when a thread waits
		}

		@Override
		protected synchronized void hookOnNext(CallbackEvent event) {
			this.next = event;
			notifyAll();
		}

		@Override
		protected synchronized void hookOnError(Throwable failure) {
			this.failure = failure;
		}

		@Override
		protected synchronized void hookFinally(SignalType signal) {
			this.over = true;
			if (signal == SignalType.CANCEL) {
				this.next = null;
			}
			notifyAll();
		}

		private boolean awaitNext() throws InterruptedException {
			requestNext();
			try {
				// a pool of this thread may have to run the call
				ForkJoinPool.managedBlock(this);
			}
			catch (RejectedExecutionException ex) {
				// the pool has no more threads to lend
				block();
			}
			Throwable failure;
			synchronized (this) {
				failure = (this.next == null) ? this.failure : null;
				if (failure == null) {
					return this.next != null;
				}
			}
			throw Failures.unchecked(failure);
		}

		@Override
		public synchronized boolean isReleasable() {
			return this.next != null || this.over;
		}

		@Override
		public synchronized boolean block() throws InterruptedException {
			while (!isReleasable()) {
				wait();
			}
			return true;
		}

		/**
		 * Requests without holding the lock, since the event may come at once on this
		 * thread.
		 */
		private void requestNext() {
			synchronized (this) {
				if (this.requested) {
					return;
				}
				this.requested = true;
			}
			request(1);
		}

		private synchronized CallbackEvent take() {
			CallbackEvent event = Objects.requireNonNull(this.next);
			this.next = null;
			this.requested = false;
			return event;
		}

	}

}
