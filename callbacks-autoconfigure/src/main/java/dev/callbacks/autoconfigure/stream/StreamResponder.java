// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.StringUtils;

/**
 * The replies to requests for streams: each is opened or resumed, from this instance if
 * it has what is asked for, or else from another one. To whom a stream does not belong,
 * it does not exist.
 */
final class StreamResponder {

	private static final Logger logger = LoggerFactory.getLogger(StreamResponder.class);

	/** The id of no stream. */
	private static final UUID NONE = new UUID(0, 0);

	/** The longest time to look a stream up in other instances. */
	private static final Duration FIND_TIMEOUT = Duration.ofSeconds(15);

	/** The number of messages that are prepared for a reader that is slow. */
	private static final int PREFETCH = 16;

	private final StreamRegistry registry;

	private final RemoteStreams remote;

	private final StreamProperties properties;

	private final StreamReaders readers;

	private final Scheduler timers;

	StreamResponder(StreamRegistry registry, RemoteStreams remote, StreamProperties properties, Scheduler timers) {
		this.registry = registry;
		this.remote = remote;
		this.properties = properties;
		this.readers = new StreamReaders(properties.maxReaders(), properties.maxReadersPerUser());
		this.timers = timers;
	}

	/**
	 * Replies to a request.
	 * @param stream the stream that the controller returned, or {@code null} for none
	 * @param lastEventId the id of the event that the client got last, if it says
	 * @param visitor the user
	 */
	Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> reply(@Nullable ResumableStream stream,
			@Nullable String lastEventId, StreamOwner visitor) {
		return Mono.deferContextual((context) -> reply(stream, lastEventId, visitor, Context.of(context)))
			.onErrorResume(StreamRefusedException.class, (ex) -> Mono.just(StreamReply.without(ex.status())))
			.switchIfEmpty(Mono.fromSupplier(() -> StreamReply.without(HttpStatus.NOT_FOUND)));
	}

	private Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> reply(@Nullable ResumableStream stream,
			@Nullable String lastEventId, StreamOwner visitor, Context context) {
		if (stream == null) {
			return Mono.empty();
		}
		if (!this.registry.isRunning()) {
			throw new StreamRefusedException(HttpStatus.SERVICE_UNAVAILABLE, "The application stops");
		}
		UUID root = stream.root();
		if (StringUtils.hasLength(lastEventId)) {
			StreamPosition position = StreamPosition.of(lastEventId);
			boolean fits = position != null && (root == null || root.equals(position.root()));
			return (position != null && fits) ? resume(position, visitor)
					: Mono.just(StreamReply.without(HttpStatus.BAD_REQUEST));
		}
		Supplier<? extends Publisher<?>> work = stream.work();
		if (root != null || work == null) {
			return (root != null) ? resume(new StreamPosition(root, 0), visitor) : Mono.empty();
		}
		if (!this.readers.hasRoom(visitor.account(NONE))) {
			// before its work begins, which nobody would read
			throw new StreamRefusedException(HttpStatus.TOO_MANY_REQUESTS, "There are too many connections");
		}
		LocalStream opened = this.registry.open(stream, work, visitor, context);
		return Mono.just(local(opened, 0, visitor));
	}

	private Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> resume(StreamPosition position, StreamOwner visitor) {
		LocalStream stream = this.registry.find(position.root());
		if (stream == null) {
			return remote(position, visitor);
		}
		if (!stream.owner().admits(visitor)) {
			return Mono.empty();
		}
		ResponseEntity<Flux<ServerSentEvent<String>>> local = local(stream, position.number(), visitor);
		return stream.misses(position.number())
				? remote(position, visitor).onErrorReturn(StreamRefusedException.class, local).defaultIfEmpty(local)
				: Mono.just(local);
	}

	private ResponseEntity<Flux<ServerSentEvent<String>>> local(LocalStream stream, long after, StreamOwner visitor) {
		return stream.isReadUpTo(after) ? StreamReply.without(HttpStatus.NO_CONTENT)
				: events(stream.after(after), visitor.account(stream.root()));
	}

	private Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> remote(StreamPosition position, StreamOwner visitor) {
		return find(position.root(), visitor).map((found) -> {
			Long last = found.last();
			if (last != null && position.number() == last) {
				return StreamReply.without(HttpStatus.NO_CONTENT);
			}
			boolean isBeyond = last != null && position.number() > last;
			long after = (last != null && isBeyond) ? last - 1 : position.number();
			StreamReading reading = new StreamReading(position.root(), after);
			Flux<ServerSentEvent<String>> events = this.remote.follow(position.root(), after)
				.concatMapIterable((event) -> reading.next(event.number(),
						StreamMessage.of(event.event(), this.properties.errorMessages())), PREFETCH)
				.takeUntil((event) -> "end".equals(event.event()));
			return events(isBeyond ? events.startWith(reading.gap()) : events, visitor.account(position.root()));
		});
	}

	private Mono<RemoteStream> find(UUID root, StreamOwner visitor) {
		return this.remote.find(root).timeout(FIND_TIMEOUT, this.timers).filter((found) -> {
			StreamOwner owner = StreamOwner.of(found.root());
			return owner != null && owner.admits(visitor);
		}).onErrorMap((ex) -> {
			logger.warn("Stream {} could not be looked up in other instances", root, ex);
			return new StreamRefusedException(HttpStatus.SERVICE_UNAVAILABLE, "The stream could not be looked up");
		});
	}

	private ResponseEntity<Flux<ServerSentEvent<String>>> events(Flux<ServerSentEvent<String>> events, Object account) {
		if (!this.readers.hasRoom(account)) {
			return StreamReply.without(HttpStatus.TOO_MANY_REQUESTS);
		}
		return StreamReply.of(Flux.defer(() -> {
			if (!this.readers.enter(account)) {
				return Flux.empty();
			}
			return connection(events).doFinally((signal) -> this.readers.leave(account));
		}));
	}

	private Flux<ServerSentEvent<String>> connection(Flux<ServerSentEvent<String>> events) {
		Sinks.Empty<Void> over = Sinks.empty();
		Flux<ServerSentEvent<String>> heartbeats = Flux.interval(this.properties.heartbeat(), this.timers)
			.onBackpressureDrop()
			.map((tick) -> StreamReading.heartbeat())
			.takeUntilOther(over.asMono());
		return Flux.merge(PREFETCH, events.doFinally((signal) -> over.tryEmitEmpty()), heartbeats)
			.startWith(StreamReading.hello(this.properties.reconnectDelay()))
			.takeUntilOther(this.registry.stopped());
	}

	/**
	 * Stops the work of a stream.
	 * @return whether it was under way and belongs to the visitor, or a
	 * {@link StreamRefusedException} if that cannot be told now
	 */
	Mono<Boolean> stop(UUID root, StreamOwner visitor) {
		LocalStream stream = this.registry.find(root);
		if (stream != null) {
			return Mono.fromSupplier(() -> stream.owner().admits(visitor) && stream.stop());
		}
		return find(root, visitor).flatMap((found) -> this.remote.stop(root)).defaultIfEmpty(false);
	}

}
