// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.message.ObjectText;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A caller of one handler, with one event after the other. An invocation that overruns
 * its timeout is given up; when several threads are stuck in the handler, its events stay
 * in the log until one comes back. For one thread.
 * <p>
 * <b>Failure</b>: what the handler throws is counted and logged, and the next event
 * follows.
 */
final class HandlerCaller implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(HandlerCaller.class);

	private static final int MAX_STUCK = 4;

	private static final long LOG_INTERVAL = Duration.ofMinutes(1).toNanos();

	private final HandlerDescriptor handler;

	private final Duration timeout;

	private final List<HandlerListener> listeners;

	private final Semaphore threads = new Semaphore(MAX_STUCK);

	private volatile boolean stuck;

	private @Nullable ExecutorService executor;

	/** Whether the executor's thread was given up. */
	private AtomicBoolean givenUp = new AtomicBoolean();

	private long loggedAt;

	private long unlogged;

	HandlerCaller(HandlerDescriptor handler, Duration timeout, List<HandlerListener> listeners) {
		this.handler = handler;
		this.timeout = (handler.settings().timeout() != null) ? handler.settings().timeout() : timeout;
		this.listeners = listeners;
	}

	/**
	 * Returns the state of the handler, to any thread.
	 */
	HandlerStatus status() {
		return new HandlerStatus(this.handler, this.handler.settings().withTimeout(this.timeout), this.stuck);
	}

	/**
	 * Calls the handler's methods for an event.
	 */
	void call(CallbackEvent event) throws InterruptedException {
		List<EventMethod> methods = this.handler.methods(event.type(), this.handler.settings());
		if (methods.isEmpty() || Boolean.FALSE.equals(this.handler.settings().enabled())) {
			return;
		}
		observe((listener) -> listener.accepted(event.type(), 1));
		long begin = System.nanoTime();
		Outcome outcome = Outcome.SUCCESS;
		for (EventMethod method : methods) {
			Outcome one = call(method, event);
			outcome = (one != Outcome.SUCCESS) ? one : outcome;
		}
		Outcome all = outcome;
		long nanos = System.nanoTime() - begin;
		observe((listener) -> listener.finished(event.type(), all, 1, nanos));
	}

	/**
	 * Informs the listeners, whose failures concern nobody else.
	 */
	private void observe(Consumer<HandlerListener> observation) {
		for (HandlerListener listener : this.listeners) {
			try {
				observation.accept(listener);
			}
			catch (Throwable ex) {
				logger.debug("A listener to handler '{}' failed", this.handler.name(), ex);
			}
		}
	}

	private Outcome call(EventMethod method, CallbackEvent event) throws InterruptedException {
		Future<?> call = submit(() -> {
			try {
				CompletionStage<?> stage = method.call(event);
				return (stage != null) ? stage.toCompletableFuture().get() : null;
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new ExecutionException(ex);
			}
		});
		try {
			call.get(TimeUnit.NANOSECONDS.convert(this.timeout), TimeUnit.NANOSECONDS);
			return Outcome.SUCCESS;
		}
		catch (ExecutionException ex) {
			failed(event, (ex.getCause() != null) ? ex.getCause() : ex);
			return Outcome.ERROR;
		}
		catch (TimeoutException ex) {
			giveUp(call);
			failed(event, ex);
			return Outcome.TIMEOUT;
		}
	}

	private Future<?> submit(Callable<?> call) throws InterruptedException {
		ExecutorService executor = this.executor;
		if (executor == null) {
			this.stuck = !this.threads.tryAcquire();
			if (this.stuck) {
				this.threads.acquire();
				this.stuck = false;
			}
			AtomicBoolean givenUp = new AtomicBoolean();
			executor = Executors.newSingleThreadExecutor((work) -> thread(work, givenUp));
			this.givenUp = givenUp;
			this.executor = executor;
		}
		return executor.submit(call);
	}

	private Thread thread(Runnable work, AtomicBoolean givenUp) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			finally {
				this.threads.release();
				if (givenUp.get()) {
					observe((listener) -> listener.stuckThreads(-1));
				}
			}
		}, "callbacks-fleet-" + this.handler.name());
		thread.setDaemon(true);
		return thread;
	}

	private void giveUp(Future<?> call) {
		observe((listener) -> listener.stuckThreads(1));
		this.givenUp.set(true);
		call.cancel(true);
		close();
	}

	private void failed(CallbackEvent event, Throwable failure) {
		long now = System.nanoTime();
		if (this.loggedAt == 0 || now - this.loggedAt > LOG_INTERVAL) {
			String reason = (failure instanceof TimeoutException) ? "it did not return within " + this.timeout
					: ObjectText.of(failure);
			logger.warn(
					"Handler '{}' failed on {} of run {}, which is not repeated: {} ({} failures before this were"
							+ " not logged)",
					this.handler.name(), event.type(), event.run().id(), reason, this.unlogged);
			this.loggedAt = now;
			this.unlogged = 0;
		}
		else {
			this.unlogged++;
		}
	}

	@Override
	public void close() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

}
