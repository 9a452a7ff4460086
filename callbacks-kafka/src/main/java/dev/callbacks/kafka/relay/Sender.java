// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.spool.OccasionalLog;
import dev.callbacks.autoconfigure.spool.Spool;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.RecordKey;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender of the outbox. Its thread alone waits for the broker and for the disk.
 * <p>
 * Lifecycle records are sent in their order: first those that came back, then those of
 * the spool, then those of the outbox. While the broker is away, records move from the
 * outbox to the spool, and frames of tokens are left out; if the relay is durable both
 * wait. Those of a tree keep their order across the topics, as {@link SendOrder} says.
 * <p>
 * <b>Failure</b>: a record that the broker did not confirm is sent again, before any that
 * followed, unless it has tokens and room is scarce; readers see by its place if it had
 * arrived. A record that no broker would take is left out and counted.
 */
final class Sender {

	private static final Logger logger = LoggerFactory.getLogger(Sender.class);

	private static final long MAX_IN_FLIGHT = 4 << 20;

	private static final long RETRY = Duration.ofMillis(500).toNanos();

	private final OccasionalLog refusedLog = new OccasionalLog(logger);

	private final OccasionalLog spoolLog = new OccasionalLog(logger);

	private final LogTopics topics;

	private final Outbox outbox;

	private final RelayCounts counts;

	private final OpenPartitions partitions;

	private final Supplier<Producer<byte[], byte[]>> producers;

	private @Nullable Producer<byte[], byte[]> producer;

	private final SpoolCodec codec;

	/** The spool, or {@code null} if there is none. */
	private volatile @Nullable Spool spool;

	/** The records that were read from the spool and are not confirmed. */
	private long fromSpool;

	private final boolean durable;

	private final Returned returned = new Returned();

	private final SendOrder sendOrder = new SendOrder();

	/** The records that have waited for others, and need not any more. */
	private final Queue<Sent> released = new ConcurrentLinkedQueue<>();

	private final AtomicLong inFlight = new AtomicLong();

	/**
	 * The bytes that may be at the producer: the outbox gets full with them only if it is
	 * slow.
	 */
	private final long maxInFlight;

	private long order;

	private volatile boolean away;

	private volatile @Nullable Thread waiting;

	private volatile long retryAt;

	Sender(LogTopics topics, Outbox outbox, RelayCounts counts, OpenPartitions partitions, boolean durable,
			Supplier<Producer<byte[], byte[]>> producers) {
		this.topics = topics;
		this.outbox = outbox;
		this.maxInFlight = Math.min(MAX_IN_FLIGHT, outbox.maxBytes() / 2);
		this.counts = counts;
		this.partitions = partitions;
		this.codec = new SpoolCodec(topics::partition);
		this.durable = durable;
		this.producers = producers;
	}

	/**
	 * Gives the sender a spool, before it begins to work.
	 */
	void open(Spool spool) {
		this.spool = spool;
	}

	/**
	 * Whether the broker has not confirmed what was sent last.
	 */
	boolean isAway() {
		return this.away;
	}

	long spoolSize() {
		Spool spool = this.spool;
		return (spool != null) ? spool.size() : 0;
	}

	/**
	 * Wakes the thread of the sender if it waits.
	 */
	void wake() {
		Thread waiting = this.waiting;
		if (waiting != null) {
			LockSupport.unpark(waiting);
		}
	}

	/**
	 * Sends what can be sent now, and returns after the given time at the latest if there
	 * is nothing to send.
	 */
	void work(long maxNanos) {
		putReturnedInOrder();
		if (!this.durable && !canSend() && (this.away ? this.outbox.isHalfFull() : this.outbox.isFull())) {
			spillAll();
		}
		boolean idle = true;
		while (canSend()) {
			Sent next = next();
			if (next == null) {
				break;
			}
			idle = false;
			send(next);
		}
		if (idle) {
			releaseSpool();
			await(maxNanos);
		}
	}

	private void putReturnedInOrder() {
		if (this.inFlight.get() == 0) {
			this.returned.putInOrder();
		}
	}

	private boolean canSend() {
		if (this.away) {
			return this.inFlight.get() == 0 && this.retryAt - System.nanoTime() <= 0;
		}
		return this.inFlight.get() < this.maxInFlight && !this.returned.hasLatest();
	}

	private void await(long maxNanos) {
		this.waiting = Thread.currentThread();
		if ((this.outbox.isEmpty() && this.released.isEmpty()) || !canSend()) {
			LockSupport.parkNanos(this, maxNanos);
		}
		this.waiting = null;
	}

	private @Nullable Sent next() {
		Sent next = this.returned.poll();
		if (next == null) {
			next = this.released.poll();
		}
		Outgoing record = null;
		while (next == null && (record = take()) != null) {
			Sent taken = new Sent(record, this.order++);
			next = this.sendOrder.admit(taken) ? taken : null;
		}
		return next;
	}

	private @Nullable Outgoing take() {
		Outgoing record = fromSpool();
		return (record != null) ? record : this.outbox.poll();
	}

	private @Nullable Outgoing fromSpool() {
		Spool spool = this.spool;
		Outgoing record = (spool != null) ? spool.next(this.codec::decode) : null;
		if (record != null) {
			this.fromSpool++;
		}
		return record;
	}

	private void send(Sent sent) {
		Outgoing record = sent.record();
		byte[] key = (record.root() != null) ? RecordKey.of(record.root()) : null;
		this.inFlight.addAndGet(record.size());
		try {
			Producer<byte[], byte[]> producer = this.producer;
			if (producer == null) {
				producer = this.producers.get();
				this.producer = producer;
			}
			producer.send(
					new ProducerRecord<>(this.topics.name(record.topic()), record.partition(), key, record.value()),
					(metadata, failure) -> done(sent, failure));
			if (record.isLifecycle()) {
				this.partitions.sent(record.partition());
			}
		}
		catch (Throwable ex) {
			done(sent, ex);
		}
	}

	/**
	 * Settles a record. Called by the producer's thread, too.
	 */
	private void done(Sent sent, @Nullable Throwable failure) {
		Outgoing record = sent.record();
		if (failure == null) {
			arrived(record);
			this.released.addAll(this.sendOrder.settle(sent));
		}
		else if (!isHopeless(failure) && isKept(record)) {
			this.returned.add(sent);
			broken(failure);
		}
		else {
			leaveOut(record);
			this.released.addAll(this.sendOrder.settle(sent));
			if (isHopeless(failure)) {
				this.refusedLog.warn(
						"The broker refuses a record of {} bytes for '{}', which is left out, as others may be: {}",
						record.value().length, this.topics.name(record.topic()), failure.toString());
			}
			else {
				broken(failure);
			}
		}
		this.inFlight.addAndGet(-record.size());
		wake();
	}

	private void arrived(Outgoing record) {
		switch (record.source()) {
			case EVENT -> this.counts.relay(record.events());
			case SPOOL -> {
				this.counts.spool(-record.events());
				this.counts.relay(record.events());
			}
			case EARLIER -> this.counts.recover(record.events());
		}
		release(record);
		if (this.away) {
			this.away = false;
			this.partitions.forgetSigns();
			logger.info("The broker of the relay is back");
		}
	}

	private void release(Outgoing record) {
		if (record.source() == Outgoing.Source.EVENT) {
			this.outbox.release(record);
		}
	}

	private void leaveOut(Outgoing record) {
		if (record.source() == Outgoing.Source.SPOOL) {
			this.counts.spool(-record.events());
		}
		if (record.source() != Outgoing.Source.EARLIER) {
			this.counts.leaveOut(record.events());
		}
		release(record);
	}

	/**
	 * Whether a record that came back is sent again. Tokens are left out when room is
	 * scarce.
	 */
	private boolean isKept(Outgoing record) {
		return record.isLifecycle() || this.durable || !this.outbox.isHalfFull();
	}

	private static boolean isHopeless(Throwable failure) {
		return failure instanceof RecordTooLargeException || failure instanceof SerializationException
				|| failure instanceof InvalidTopicException;
	}

	private void broken(Throwable failure) {
		this.retryAt = System.nanoTime() + RETRY;
		if (!this.away) {
			this.away = true;
			logger.warn("{}: {}. Events wait in memory, then in the spool; tokens are left out and counted",
					(failure instanceof CallbackConfigurationException) ? "The relay cannot send"
							: "The broker of the relay does not answer",
					failure.toString());
		}
	}

	/**
	 * Moves all records that wait to the spool.
	 */
	private void spillAll() {
		this.sendOrder.takeWaiting().forEach((sent) -> spill(sent.record()));
		this.outbox.pollAll().forEach(this::spill);
	}

	private void spill(Outgoing record) {
		Spool spool = this.spool;
		boolean kept = false;
		try {
			// a sign of life is worth nothing later
			kept = record.isLifecycle() && spool != null && spool.add(SpoolCodec.encode(record));
		}
		catch (IOException ex) {
			this.spoolLog.warn("The spool of the relay cannot be written, and events that need it are lost: {}",
					ex.toString());
		}
		if (kept) {
			this.counts.spool(record.events());
			release(record);
		}
		else {
			leaveOut(record);
		}
	}

	private void releaseSpool() {
		Spool spool = this.spool;
		if (spool != null && this.inFlight.get() == 0 && this.returned.isEmpty()) {
			spool.confirm(this.fromSpool);
			this.fromSpool = 0;
		}
	}

	/**
	 * Sends what there is within a time, and leaves the rest in the spool.
	 */
	void close(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		while (hasWork() && end - System.nanoTime() > 0 && !(this.away && this.retryAt - end > 0)) {
			work(Math.min(RETRY, Math.max(0, end - System.nanoTime())));
		}
		if (this.producer != null) {
			this.producer.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		}
		putReturnedInOrder();
		Stream.concat(this.returned.stream(), this.released.stream())
			.map(Sent::record)
			.filter((record) -> record.source() == Outgoing.Source.EVENT)
			.forEach(this::spill);
		spillAll();
		releaseSpool();
		closeSpool();
	}

	private void closeSpool() {
		Spool spool = this.spool;
		try {
			if (spool != null) {
				spool.close();
			}
		}
		catch (IOException ex) {
			logger.warn("The spool of the relay cannot be closed: {}", ex.toString());
		}
	}

	private boolean hasWork() {
		Spool spool = this.spool;
		return !this.outbox.isEmpty() || !this.returned.isEmpty() || !this.released.isEmpty()
				|| this.inFlight.get() != 0 || (spool != null && !spool.isRead() && !this.away);
	}

}
