// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.RunCancelledException;
import dev.callbacks.call.RunFutures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/**
 * The events of one call, one after another. Waits for the next; when the call has
 * failed, {@link #hasNext()} throws its failure after the last event.
 * <p>
 * <b>Thread-safety</b>: for one thread, but may be closed by any; then the thread that
 * waits goes on. <b>Failure</b>: if the thread that waits is interrupted, the call is
 * closed.
 *
 * @since 0.1.0
 */
public final class EventIterator implements Iterator<CallbackEvent>, AutoCloseable {

	private final Queue queue = new Queue();

	EventIterator() {
	}

	BaseSubscriber<CallbackEvent> queue() {
		return this.queue;
	}

	@Override
	public boolean hasNext() {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("Thread '" + Thread.currentThread().getName()
					+ "' must not wait for events. Use EventStream.flux() there");
		}
		try {
			return this.queue.awaitNext();
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
		return this.queue.take();
	}

	/**
	 * Closes the call, if it is not over. Closing again does nothing.
	 */
	@Override
	public void close() {
		this.queue.dispose();
	}

	/**
	 * Holds the next event, and asks for it when somebody waits for it. Guarded by
	 * itself.
	 */
	private static final class Queue extends BaseSubscriber<CallbackEvent> {

		private @Nullable CallbackEvent next;

		private boolean asked;

		private boolean over;

		private @Nullable Throwable failure;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// asked when somebody waits
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
			ask();
			Throwable failure;
			synchronized (this) {
				while (this.next == null && !this.over) {
					wait();
				}
				failure = (this.next == null) ? this.failure : null;
				if (failure == null) {
					return this.next != null;
				}
			}
			RunFutures.get(CompletableFuture.failedFuture(failure));
			return false;
		}

		/**
		 * Asks without holding the lock: the event may come at once, by this thread.
		 */
		private void ask() {
			synchronized (this) {
				if (this.asked) {
					return;
				}
				this.asked = true;
			}
			request(1);
		}

		private synchronized CallbackEvent take() {
			CallbackEvent event = Objects.requireNonNull(this.next);
			this.next = null;
			this.asked = false;
			return event;
		}

	}

}
