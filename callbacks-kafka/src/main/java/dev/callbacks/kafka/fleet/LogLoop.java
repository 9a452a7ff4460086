// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads the log until it is stopped. After a failure of whatever kind it
 * begins anew, with another consumer.
 * <p>
 * <b>Thread-safety</b>: any thread may start, wake and stop it.
 */
final class LogLoop {

	private static final Logger logger = LoggerFactory.getLogger(LogLoop.class);

	private static final Duration CLOSE = Duration.ofSeconds(2);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

	/** Whoever has read for so long does not fail again and again. */
	private static final long WELL = Duration.ofMinutes(1).toNanos();

	private final String name;

	private final Supplier<Consumer<byte[], byte[]>> consumers;

	private final Reading reading;

	private final CountDownLatch stopping = new CountDownLatch(1);

	private volatile @Nullable Consumer<byte[], byte[]> consumer;

	private @Nullable Thread thread;

	/** The failures without a long reading between. Used by the thread alone. */
	private int failures;

	private @Nullable String lastFailure;

	/**
	 * Creates a loop.
	 * @param name the name of its thread
	 * @param consumers the maker of consumers
	 * @param reading what is done with a consumer
	 */
	LogLoop(String name, Supplier<Consumer<byte[], byte[]>> consumers, Reading reading) {
		this.name = name;
		this.consumers = consumers;
		this.reading = reading;
	}

	/**
	 * Starts the thread, unless it was started or stopped before.
	 */
	synchronized void start() {
		if (this.thread == null && !isStopping()) {
			Thread thread = new Thread(this::run, this.name);
			thread.setDaemon(true);
			this.thread = thread;
			thread.start();
		}
	}

	/**
	 * Ends what the consumer waits for, with a {@link WakeupException}.
	 */
	void wake() {
		Consumer<byte[], byte[]> consumer = this.consumer;
		if (consumer != null) {
			consumer.wakeup();
		}
	}

	boolean isStopping() {
		return this.stopping.getCount() == 0;
	}

	/**
	 * Stops the thread, without waiting for it.
	 */
	void stop() {
		this.stopping.countDown();
		wake();
	}

	/**
	 * Stops the thread, and waits for it.
	 * @param timeout the longest time to wait
	 */
	void stop(Duration timeout) throws InterruptedException {
		stop();
		Thread thread;
		synchronized (this) {
			thread = this.thread;
		}
		if (thread != null) {
			thread.join(timeout.toMillis());
		}
	}

	private void run() {
		while (!isStopping()) {
			long begin = System.nanoTime();
			try (Consumer<byte[], byte[]> consumer = this.consumers.get()) {
				this.consumer = consumer;
				if (!isStopping()) {
					this.reading.read(consumer);
				}
				consumer.close(CloseOptions.timeout(CLOSE));
			}
			catch (WakeupException | InterruptException ex) {
				// nobody of ours interrupts it, so whoever did does not end it
				logger.trace("'{}' was woken, or interrupted: {}", this.name, Thread.interrupted(), ex);
			}
			catch (Throwable ex) {
				failed(ex, System.nanoTime() - begin > WELL);
			}
			finally {
				this.consumer = null;
			}
		}
	}

	private void failed(Throwable failure, boolean wasWell) {
		this.failures = wasWell ? 1 : this.failures + 1;
		String text = failure.toString();
		if (this.failures == 1 || !text.equals(this.lastFailure)) {
			logger.warn("'{}' begins anew after a failure, and again after others like it: {}", this.name, text);
		}
		logger.debug("The failure of '{}'", this.name, failure);
		this.lastFailure = text;
		try {
			this.stopping.await(pause(this.failures).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			logger.trace("'{}' was interrupted", this.name, ex);
		}
	}

	/**
	 * Returns the time to wait after a number of failures.
	 */
	static Duration pause(int failures) {
		Duration pause = PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
		return (pause.compareTo(MAX_PAUSE) < 0) ? pause : MAX_PAUSE;
	}

	/**
	 * The use of a consumer.
	 */
	@FunctionalInterface
	interface Reading {

		/**
		 * Reads until the loop is stopping.
		 */
		void read(Consumer<byte[], byte[]> consumer);

	}

}
