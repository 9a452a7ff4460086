// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.spool.Spool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * The life cycle of the audit and its two threads. One collects rows, the other writes
 * them: while that one waits for the database, rows are still collected, and spooled.
 * <p>
 * It stops after the runs have come to their end: what waits is written within a timeout,
 * and the rest goes to the spool.
 */
final class AuditLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(AuditLifecycle.class);

	/** After the drain of runs, and before the executors stop. */
	static final int PHASE = CallbacksAutoConfiguration.DRAIN_PHASE - 256;

	private static final Duration SETTLING = Duration.ofMillis(200);

	private final EventBuffer buffer;

	private final RowCollector collector;

	private final WriterLoop loop;

	private final AuditAccounts accounts;

	private final AuditProperties properties;

	private final Path spoolDirectory;

	private volatile boolean running;

	/** Whether the threads go on; set before a stop waits for them. */
	private volatile boolean active;

	private volatile @Nullable Outbox outbox;

	private @Nullable Thread collecting;

	private @Nullable Thread writing;

	AuditLifecycle(EventBuffer buffer, RowCollector collector, WriterLoop loop, AuditAccounts accounts,
			AuditProperties properties, Path spoolDirectory) {
		this.buffer = buffer;
		this.collector = collector;
		this.loop = loop;
		this.accounts = accounts;
		this.properties = properties;
		this.spoolDirectory = spoolDirectory;
	}

	@Override
	public synchronized void start() {
		if (this.running) {
			return;
		}
		Outbox waiting = new Outbox(openSpool(), this.properties.bufferSize(), this.accounts);
		this.accounts.accepted(waiting.spooled());
		this.outbox = waiting;
		this.active = true;
		this.running = true;
		this.buffer.open();
		Thread writer = thread("callbacks-audit-writer", () -> write(waiting));
		this.writing = writer;
		this.collecting = thread("callbacks-audit-collector", () -> collect(waiting, writer));
		writer.start();
		this.collecting.start();
	}

	private @Nullable Spool openSpool() {
		try {
			Spool spool = Spool.open(this.spoolDirectory, "audit", RowCodec.FORMAT,
					this.properties.spool().maxSize().toBytes(), this::lose);
			if (spool.records() > 0) {
				logger.info("{} records of the audit wait in the spool {}", spool.records(), spool);
			}
			return spool;
		}
		catch (IOException ex) {
			logger.error("No spool can be opened in {}: while the database is away, records of the audit are lost",
					this.spoolDirectory, ex);
			return null;
		}
	}

	private void lose(long count, boolean earlier) {
		this.accounts.lost(AuditAccounts.Loss.SPOOL_FULL, count);
	}

	private static Thread thread(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		return thread;
	}

	private void collect(Outbox waiting, Thread writer) {
		while (this.active) {
			try {
				if (this.collector.moveTo(waiting) > 0) {
					LockSupport.unpark(writer);
				}
				waiting.spillIfLate();
			}
			catch (Throwable ex) {
				logger.error("The collector of the audit goes on after a failure", ex);
			}
			LockSupport.parkNanos(this.properties.flushInterval().toNanos());
		}
	}

	private void write(Outbox waiting) {
		while (true) {
			// read before the step: what was added before the end is seen after it
			boolean last = !this.active;
			WriterLoop.Next next = step(waiting);
			if (last && next != WriterLoop.Next.GO_ON) {
				if (next == WriterLoop.Next.WAIT) {
					this.loop.finish();
				}
				return;
			}
			if (next == WriterLoop.Next.WAIT) {
				LockSupport.parkNanos(this.properties.flushInterval().toNanos());
			}
			else if (next == WriterLoop.Next.RETRY) {
				pause(this.loop.retryNanos());
			}
		}
	}

	private WriterLoop.Next step(Outbox waiting) {
		try {
			return this.loop.step(waiting);
		}
		catch (Throwable ex) {
			logger.error("The writer of the audit goes on after a failure", ex);
			return WriterLoop.Next.RETRY;
		}
	}

	/**
	 * Waits, although there are new rows, unless it is the end.
	 */
	private void pause(long nanos) {
		long until = System.nanoTime() + nanos;
		while (this.active && until - System.nanoTime() > 0) {
			LockSupport.parkNanos(until - System.nanoTime());
		}
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		thread("callbacks-audit-stop", () -> {
			try {
				shutDown();
			}
			finally {
				callback.run();
			}
		}).start();
	}

	private synchronized void shutDown() {
		Outbox waiting = this.outbox;
		Thread writer = this.writing;
		if (!this.running || waiting == null || writer == null || this.collecting == null) {
			return;
		}
		this.buffer.close();
		this.collector.moveTo(waiting);
		this.active = false;
		LockSupport.unpark(this.collecting);
		LockSupport.unpark(writer);
		await(this.collecting, SETTLING);
		await(writer, this.properties.shutdownTimeout());
		writer.interrupt();
		await(writer, SETTLING);
		waiting.close();
		this.running = false;
		logger.info("Audit: {} records accepted, {} written, {} in the spool, {} lost", this.accounts.accepted(),
				this.accounts.written(), waiting.size(), this.accounts.lost());
	}

	private static void await(Thread thread, Duration timeout) {
		try {
			thread.join(Math.max(1, timeout.toMillis()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns the number of records that wait in memory or in the spool.
	 */
	long waiting() {
		Outbox waiting = this.outbox;
		return (waiting != null) ? waiting.size() : 0;
	}

	/**
	 * Returns the number of records in the spool.
	 */
	long spooled() {
		Outbox waiting = this.outbox;
		return (waiting != null) ? waiting.spooled() : 0;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
