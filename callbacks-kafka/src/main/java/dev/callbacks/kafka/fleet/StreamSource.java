// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.UUID;

import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.Text;
import dev.callbacks.handler.ReplayRing;
import dev.callbacks.kafka.wire.LogRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A tree that readers in this process follow: what the log told of it so far, for as many
 * readers as there are.
 * <p>
 * <b>Bounded</b>: a reader that is too slow misses events, which it sees by the numbers.
 * <b>Thread-safety</b>: one thread tells, any thread reads.
 */
final class StreamSource implements FollowedTrees.Listener {

	private static final int MAX_EVENTS = 10_000;

	private static final long MAX_SIZE = 1 << 20;

	private static final int EVENT_SIZE = 200;

	private final UUID root;

	private final FollowedTree tree;

	private final ReplayRing<NumberedEvent> events = new ReplayRing<>(MAX_EVENTS, 0, MAX_SIZE, StreamSource::size);

	private volatile @Nullable RunInfo run;

	private volatile @Nullable Long last;

	private int readers;

	private long idleSince = System.nanoTime();

	StreamSource(UUID root, boolean withTokens) {
		this.root = root;
		this.tree = new FollowedTree(root, withTokens, false, this);
	}

	private static long size(NumberedEvent event) {
		return (event.event() instanceof dev.callbacks.event.LlmNewToken token) ? EVENT_SIZE + token.token().length()
				: EVENT_SIZE;
	}

	UUID root() {
		return this.root;
	}

	FollowedTree tree() {
		return this.tree;
	}

	/**
	 * Returns the root run, or {@code null} if the log has not told of it.
	 */
	@Nullable RunInfo run() {
		return this.run;
	}

	/**
	 * Returns the number of the end of the root run, or {@code null} if it is not over.
	 */
	@Nullable Long last() {
		return this.last;
	}

	@Override
	public void event(Incoming incoming, long number, CallbackEvent event) {
		if (isMissing(incoming, event)) {
			// seen by the numbers
			return;
		}
		boolean ofRoot = event.run().id().equals(this.root);
		if (ofRoot && this.run == null) {
			this.run = event.run();
		}
		this.events.append(new NumberedEvent(number, event));
		if (ofRoot && event instanceof TerminalEvent) {
			this.last = number;
		}
	}

	private static boolean isMissing(Incoming incoming, CallbackEvent event) {
		return (event instanceof CustomEvent custom && custom.name().equals(Gap.NAME))
				|| (event instanceof Text && incoming.record() instanceof LogRecord.Event record && record.textless());
	}

	/**
	 * Returns the events after a number, and in any case the end of the root run, after
	 * which there is nothing.
	 */
	Flux<NumberedEvent> after(long number) {
		return this.events.after(-1)
			.map(ReplayRing.Entry::item)
			.filter((event) -> event.number() > number || isLast(event))
			.takeUntil(this::isLast);
	}

	private boolean isLast(NumberedEvent event) {
		return event.event() instanceof TerminalEvent && event.event().run().id().equals(this.root);
	}

	synchronized void opened() {
		this.readers++;
	}

	synchronized void closed() {
		this.readers--;
		this.idleSince = System.nanoTime();
	}

	synchronized boolean isRead() {
		return this.readers > 0;
	}

	/**
	 * Whether nobody has read for a time.
	 */
	synchronized boolean isIdle(long nanos) {
		return this.readers == 0 && System.nanoTime() - this.idleSince > nanos;
	}

}
