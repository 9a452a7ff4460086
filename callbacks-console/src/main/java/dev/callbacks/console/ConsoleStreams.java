// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.handler.ReplayRing;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.server.ResponseStatusException;

/**
 * The streams of messages to open pages. A page that is slow misses events, which it is
 * told. The streams end before the web server waits for its requests to end.
 */
final class ConsoleStreams implements SmartLifecycle {

	/** The number of pages that may be open at once. */
	static final int MAX_STREAMS = 32;

	private static final Duration STATUS_PERIOD = Duration.ofSeconds(1);

	/** The number of messages that are prepared for a page that is slow. */
	private static final int PREFETCH = 16;

	private final Console console;

	private final AtomicInteger open = new AtomicInteger();

	private volatile Sinks.@Nullable Empty<Void> stop;

	ConsoleStreams(Console console) {
		this.console = console;
	}

	/**
	 * Opens a stream.
	 * @param after the number of the event after which it begins, or {@code null} for
	 * what is to come
	 * @param root the root of the tree that is open, whose tokens are sent, or
	 * {@code null}
	 * @param visitor the visitor
	 */
	Flux<ServerSentEvent<String>> open(@Nullable Long after, @Nullable UUID root, Visitor visitor) {
		Sinks.Empty<Void> stop = this.stop;
		if (stop == null || this.open.get() >= MAX_STREAMS) {
			throw tooMany();
		}
		ReplayRing<ConsoleEvent> events = this.console.events();
		boolean resumes = after == null || events.hasAllAfter(after);
		long begin = (resumes && after != null) ? after : events.last();
		boolean showsContent = this.console.showsContent(visitor);
		Flux<ServerSentEvent<String>> told = events.after(begin)
			.concatMapIterable((entry) -> messages(entry, root, showsContent), PREFETCH);
		Flux<ServerSentEvent<String>> remote = this.console.remoteTokens(root, showsContent)
			.map((token) -> message("run", this.console.message(token, showsContent)).build());
		Flux<ServerSentEvent<String>> status = Flux.interval(Duration.ZERO, STATUS_PERIOD)
			.onBackpressureDrop()
			.map((tick) -> message("status", this.console.status()).build());
		return counted(Flux.merge(PREFETCH, resumes ? told : told.startWith(gap(begin)), remote, status)
			.takeUntilOther(stop.asMono()));
	}

	/**
	 * Counts a stream while it is read. Many may have been opened before the first of
	 * them was counted, so the limit holds here.
	 */
	private <T> Flux<T> counted(Flux<T> stream) {
		return Flux.defer(() -> {
			if (this.open.incrementAndGet() > MAX_STREAMS) {
				this.open.decrementAndGet();
				return Flux.error(tooMany());
			}
			return stream.doFinally((signal) -> this.open.decrementAndGet());
		});
	}

	private static ResponseStatusException tooMany() {
		return new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many pages are open");
	}

	private List<ServerSentEvent<String>> messages(ReplayRing.Entry<ConsoleEvent> entry, @Nullable UUID root,
			boolean showsContent) {
		List<ServerSentEvent<String>> messages = new ArrayList<>(1);
		if (entry.missed() != 0) {
			messages.add(gap(entry.number() - 1));
		}
		if (entry.item().concerns(root)) {
			messages
				.add(message("run", this.console.message(entry.item(), showsContent)).id(Long.toString(entry.number()))
					.build());
		}
		return messages;
	}

	/**
	 * Creates the message that events before a number are missing.
	 */
	private static ServerSentEvent<String> gap(long number) {
		return ServerSentEvent.<String>builder().event("gap").id(Long.toString(number)).data("{}").build();
	}

	private static ServerSentEvent.Builder<String> message(String name, Object data) {
		return ServerSentEvent.<String>builder().event(name).data(ConsoleJson.of(data));
	}

	@Override
	public void start() {
		this.stop = Sinks.empty();
	}

	@Override
	public void stop() {
		Sinks.Empty<Void> stop = this.stop;
		this.stop = null;
		if (stop != null) {
			stop.tryEmitEmpty();
		}
	}

	@Override
	public boolean isRunning() {
		return this.stop != null;
	}

}
