// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.RunConfig;
import dev.callbacks.call.WorkLimitException;
import dev.callbacks.handler.ReplayRing;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;

/**
 * The streams of this instance. Each is a root run with a handler of its own, and is
 * forgotten some time after it is over. When the application stops, connections end
 * before the web server waits for its requests; the work goes on until the drain.
 */
final class StreamRegistry implements SmartLifecycle, DisposableBean {

	private final CallbackManager manager;

	private final TreeNumbers numbers;

	private final StreamProperties properties;

	private final Scheduler timers;

	private final SecureRandom random = new SecureRandom();

	/** The streams by their ids, the oldest first. Guarded by itself. */
	private final Map<UUID, LocalStream> streams = new LinkedHashMap<>();

	private volatile Sinks.@Nullable Empty<Void> stopped;

	StreamRegistry(CallbackManager manager, TreeNumbers numbers, StreamProperties properties, Scheduler timers) {
		this.manager = manager;
		this.numbers = numbers;
		this.properties = properties;
		this.timers = timers;
	}

	@Nullable LocalStream find(UUID root) {
		synchronized (this.streams) {
			return this.streams.get(root);
		}
	}

	/**
	 * Opens a stream and begins its work.
	 * @throws StreamRefusedException if there are too many
	 */
	LocalStream open(ResumableStream described, Supplier<? extends Publisher<?>> work, StreamOwner owner,
			Context context) {
		ReplayRing<StreamMessage> ring = new ReplayRing<>(this.properties.events(), 1,
				this.properties.maxSize().toBytes(), StreamMessage::weight);
		StreamFeed feed = new StreamFeed(ring, this.numbers, this.properties.errorMessages());
		LocalStream stream = new LocalStream(newId(), owner, ring, feed, this.properties.unreadTimeout(), this.timers);
		StreamWork subscriber = new StreamWork(context, () -> end(stream));
		admit(stream);
		try {
			this.numbers.share(stream.root());
			stream.begin(subscriber);
			subscribe(subscriber, described, work, stream, feed);
			Throwable failure = subscriber.failure();
			if (failure != null && ring.last() == 0) {
				throw refused(failure);
			}
			return stream;
		}
		catch (Throwable ex) {
			forget(stream);
			stream.stop();
			this.numbers.forget(stream.root());
			throw ex;
		}
	}

	private void subscribe(StreamWork subscriber, ResumableStream described, Supplier<? extends Publisher<?>> work,
			LocalStream stream, StreamFeed feed) {
		RunConfig config = described.config()
			.merge(RunConfig.handlers(feed).detached().runId(stream.root()).metadata(stream.owner().metadata()));
		this.manager.chain(described.name())
			.with(config)
			.output((item) -> (item instanceof ChatChunk chunk) ? chunk.text() : item)
			.<Object>stream(work)
			.subscribe(subscriber);
		subscriber.begin();
	}

	private void admit(LocalStream stream) {
		StreamOwner owner = stream.owner();
		synchronized (this.streams) {
			if (owner.name() != null && this.streams.values()
				.stream()
				.filter((other) -> other.owner().equals(owner) && other.isUnderWay())
				.count() >= this.properties.maxStreamsPerUser()) {
				throw new StreamRefusedException(HttpStatus.TOO_MANY_REQUESTS, "The user has too many streams");
			}
			if (this.streams.size() >= this.properties.maxStreams() && !discardOldest()) {
				throw new StreamRefusedException(HttpStatus.TOO_MANY_REQUESTS, "There are too many streams");
			}
			this.streams.put(stream.root(), stream);
		}
	}

	/**
	 * Discards the oldest stream that is over.
	 */
	private boolean discardOldest() {
		for (Iterator<LocalStream> all = this.streams.values().iterator(); all.hasNext();) {
			LocalStream stream = all.next();
			if (!stream.isUnderWay()) {
				all.remove();
				stream.close();
				return true;
			}
		}
		return false;
	}

	private static RuntimeException refused(Throwable failure) {
		boolean isForNow = failure instanceof ManagerStoppedException || failure instanceof WorkLimitException;
		return isForNow ? new StreamRefusedException(HttpStatus.SERVICE_UNAVAILABLE, "No stream can be opened now")
				: Exceptions.propagate(failure);
	}

	private void end(LocalStream stream) {
		stream.end(this.properties.timeToLive(), () -> forget(stream));
	}

	private void forget(LocalStream stream) {
		synchronized (this.streams) {
			this.streams.remove(stream.root());
		}
		stream.close();
	}

	/**
	 * Creates an id that nobody can guess: a UUID of version 7, as all ids of runs.
	 */
	private UUID newId() {
		long high = (System.currentTimeMillis() << 16) | 0x7000L | this.random.nextInt(1 << 12);
		long low = 0x8000_0000_0000_0000L | (this.random.nextLong() >>> 2);
		return new UUID(high, low);
	}

	/**
	 * Completes when the application stops, or if it does not run.
	 */
	Mono<Void> stopped() {
		Sinks.Empty<Void> stopped = this.stopped;
		return (stopped != null) ? stopped.asMono() : Mono.empty();
	}

	@Override
	public void start() {
		this.stopped = Sinks.empty();
	}

	@Override
	public void stop() {
		Sinks.Empty<Void> stopped = this.stopped;
		this.stopped = null;
		if (stopped != null) {
			stopped.tryEmitEmpty();
		}
	}

	@Override
	public boolean isRunning() {
		return this.stopped != null;
	}

	@Override
	public void destroy() {
		List<LocalStream> all;
		synchronized (this.streams) {
			all = List.copyOf(this.streams.values());
		}
		all.forEach((stream) -> {
			stream.stop();
			// timers outlive the application
			forget(stream);
		});
	}

}
