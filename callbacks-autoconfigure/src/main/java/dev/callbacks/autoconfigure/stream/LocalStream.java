// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import dev.callbacks.handler.ReplayRing;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

import org.springframework.http.codec.ServerSentEvent;

/**
 * A stream whose work runs, or ran, in this instance. The work does not depend on its
 * readers, except that it is stopped when nobody has read the stream for a while.
 */
final class LocalStream {

	/** The time that the first reader has at least. */
	private static final Duration FIRST_READER_TIMEOUT = Duration.ofSeconds(10);

	/** The time for which it counts that somebody reads elsewhere. */
	private static final Duration ELSEWHERE_TIMEOUT = Duration.ofSeconds(30);

	/** The number of messages that are prepared for a reader that is slow. */
	private static final int PREFETCH = 16;

	private final UUID root;

	private final StreamOwner owner;

	private final ReplayRing<StreamMessage> ring;

	private final StreamFeed feed;

	private final Scheduler timers;

	private final Disposable.Swap work = Disposables.swap();

	private final Sinks.Empty<Void> closed = Sinks.empty();

	private final Disposable.Swap expiry = Disposables.swap();

	/** The number of readers. Guarded by this. */
	private int readers;

	/** The time for which nobody may read. Guarded by this. */
	private Duration unreadTimeout;

	/** Whether the work is over. Guarded by this. */
	private boolean over;

	/** The stop that is due unless somebody reads. Guarded by this. */
	private @Nullable Disposable stop;

	LocalStream(UUID root, StreamOwner owner, ReplayRing<StreamMessage> ring, StreamFeed feed, Duration unreadTimeout,
			Scheduler timers) {
		this.root = root;
		this.owner = owner;
		this.ring = ring;
		this.feed = feed;
		this.unreadTimeout = unreadTimeout;
		this.timers = timers;
	}

	UUID root() {
		return this.root;
	}

	StreamOwner owner() {
		return this.owner;
	}

	/**
	 * Notes that the work begins.
	 * @param work stops it when it is disposed of
	 */
	synchronized void begin(Disposable work) {
		this.work.update(work);
		waitForReader(longer(this.unreadTimeout, FIRST_READER_TIMEOUT));
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? other : one;
	}

	/**
	 * Notes that somebody reads the stream in another instance. Since such a reader is
	 * heard of only now and then, and not when it leaves, the stream has more time from
	 * now on.
	 */
	synchronized void keep() {
		this.unreadTimeout = longer(this.unreadTimeout, ELSEWHERE_TIMEOUT);
		waitForReader(this.unreadTimeout);
	}

	private void waitForReader(Duration time) {
		if (this.stop != null) {
			this.stop.dispose();
			this.stop = null;
		}
		if (!this.over && this.readers == 0) {
			this.stop = this.timers.schedule(this::stop, time.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Stops the work.
	 * @return whether it was under way
	 */
	boolean stop() {
		boolean wasUnderWay = isUnderWay();
		this.work.dispose();
		return wasUnderWay;
	}

	/**
	 * Notes that the work is over.
	 * @param timeToLive the time for which the stream is kept
	 * @param expired forgets the stream
	 */
	synchronized void end(Duration timeToLive, Runnable expired) {
		this.over = true;
		this.work.dispose();
		waitForReader(this.unreadTimeout);
		this.expiry.update(this.timers.schedule(expired, timeToLive.toMillis(), TimeUnit.MILLISECONDS));
	}

	/**
	 * Whether the work is not over. It is under way before it begins, so that a stream
	 * has its place from the first moment on.
	 */
	synchronized boolean isUnderWay() {
		return !this.over;
	}

	/**
	 * Releases all readers, and the timer, which would keep the stream in memory.
	 */
	void close() {
		this.closed.tryEmitEmpty();
		this.expiry.dispose();
	}

	/**
	 * Whether a reader who knows the event of a number knows all there ever will be.
	 */
	boolean isReadUpTo(long number) {
		return number != 0 && number == this.feed.end();
	}

	/**
	 * Whether events after a number are kept no more.
	 */
	boolean misses(long number) {
		return number < this.ring.last() && !this.ring.hasAllAfter(number);
	}

	/**
	 * Returns the events after a number, up to the end of the stream.
	 */
	Flux<ServerSentEvent<String>> after(long number) {
		return Flux.defer(() -> {
			long end = this.feed.end();
			long known = (end != 0) ? end - 1 : this.ring.last();
			StreamReading reading = new StreamReading(this.root, Math.min(number, known));
			Flux<ServerSentEvent<String>> events = this.ring.after(Math.min(number, known))
				.takeUntil((entry) -> entry.item().isLast())
				.concatMapIterable((entry) -> reading.next(entry.number(), entry.item()), PREFETCH)
				.takeUntilOther(this.closed.asMono());
			enter();
			return ((number > known) ? events.startWith(reading.gap()) : events).doFinally((signal) -> leave());
		});
	}

	private synchronized void enter() {
		this.readers++;
		waitForReader(this.unreadTimeout);
	}

	private synchronized void leave() {
		this.readers--;
		waitForReader(this.unreadTimeout);
	}

}
