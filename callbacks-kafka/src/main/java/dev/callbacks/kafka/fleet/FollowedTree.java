// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.Place;
import dev.callbacks.kafka.wire.TokenFrame;
import org.jspecify.annotations.Nullable;

/**
 * A tree of runs as the log tells it: its events in their order, each once. A record that
 * comes before its turn waits. What does not come at all is passed over when
 * {@link #passOver} says so, and told as a gap.
 * <p>
 * The first ending of a run wins; whatever follows it is void. For one thread.
 */
final class FollowedTree {

	private final UUID root;

	private final boolean withTokens;

	private final boolean keepsText;

	private final FollowedTrees.Listener listener;

	/** The records that wait, by their place. */
	private final TreeMap<Long, Incoming> waiting = new TreeMap<>();

	/** The endings by other processes that wait until all before them is there. */
	private final List<Incoming> abandonments = new ArrayList<>(0);

	private final Map<UUID, FollowedRun> runs = new LinkedHashMap<>();

	private long next = 1;

	/** The highest places of all that was read. */
	private Place highest = new Place(0, 0, 0, 0);

	private long epoch;

	private @Nullable Origin owner;

	private long blockedSince;

	private int open;

	private boolean rootEnded;

	private long lastTime;

	private boolean abandoned;

	private final Map<LogTopic, Long> firstOffsets = new EnumMap<>(LogTopic.class);

	FollowedTree(UUID root, boolean withTokens, boolean keepsText, FollowedTrees.Listener listener) {
		this.root = root;
		this.withTokens = withTokens;
		this.keepsText = keepsText;
		this.listener = listener;
	}

	UUID root() {
		return this.root;
	}

	/**
	 * Returns the process that has the tree, or 0 if no record of it has come.
	 */
	long epoch() {
		return this.epoch;
	}

	/**
	 * Returns the process that has the tree with its name, or {@code null} if no event of
	 * it has come.
	 */
	@Nullable Origin owner() {
		return this.owner;
	}

	/**
	 * Whether an event of a run has been told.
	 */
	boolean has(UUID run) {
		return this.runs.containsKey(run);
	}

	/**
	 * Returns the highest places of all that was read.
	 */
	Place highest() {
		return this.highest;
	}

	Iterable<FollowedRun> runs() {
		return this.runs.values();
	}

	boolean isOver() {
		return this.rootEnded && this.open == 0 && isCaughtUp();
	}

	boolean isAbandoned() {
		return this.abandoned;
	}

	boolean isCaughtUp() {
		return this.waiting.isEmpty() && this.abandonments.isEmpty();
	}

	int waiting() {
		return this.waiting.size();
	}

	/**
	 * Returns the time of the latest record in the log.
	 */
	long lastTime() {
		return this.lastTime;
	}

	/**
	 * Returns the reading of the clock since which it waits for a record.
	 */
	long blockedSince() {
		return this.blockedSince;
	}

	/**
	 * Returns the time in the log of the record that waits for another.
	 */
	long blockedTime() {
		Incoming first = this.waiting.isEmpty() ? this.abandonments.get(0) : this.waiting.firstEntry().getValue();
		return first.time();
	}

	@Nullable Long firstOffset(LogTopic topic) {
		return this.firstOffsets.get(topic);
	}

	/**
	 * Returns the offsets of the records that wait.
	 */
	Stream<Long> waiting(LogTopic topic) {
		return Stream.concat(this.waiting.values().stream(), this.abandonments.stream())
			.filter((incoming) -> incoming.topic() == topic)
			.map(Incoming::offset);
	}

	private long place(Incoming incoming) {
		return this.withTokens ? incoming.place().ordinal() : incoming.place().lifecycle();
	}

	void accept(Incoming incoming, long now) {
		this.firstOffsets.putIfAbsent(incoming.topic(), incoming.offset());
		this.lastTime = Math.max(this.lastTime, incoming.time());
		if (incoming.isAbandonment()) {
			this.abandonments.add(incoming);
		}
		else {
			note(incoming);
			if (place(incoming) < this.next || this.waiting.putIfAbsent(place(incoming), incoming) != null) {
				this.listener.duplicate(incoming);
			}
		}
		proceed(now);
	}

	private void note(Incoming incoming) {
		if (incoming.record() instanceof LogRecord.Event event) {
			this.owner = event.origin();
			this.epoch = event.origin().epoch();
		}
		else {
			this.epoch = ((LogRecord.Tokens) incoming.record()).epoch();
		}
		Place place = incoming.place();
		this.highest = new Place(Math.max(this.highest.ordinal(), place.ordinal()),
				Math.max(this.highest.lifecycle(), place.lifecycle()),
				Math.max(this.highest.number(), lastNumber(incoming)), 0);
	}

	private static long lastNumber(Incoming incoming) {
		if (incoming.record() instanceof LogRecord.Tokens frame) {
			List<TokenFrame.Token> tokens = frame.tokens().tokens();
			return tokens.isEmpty() ? 0 : tokens.get(tokens.size() - 1).number();
		}
		return incoming.place().number();
	}

	private void proceed(long now) {
		Incoming first = this.waiting.remove(this.next);
		if (first != null) {
			// it waits for another one from now on
			this.blockedSince = 0;
		}
		while (first != null) {
			this.next++;
			handle(first, 0);
			first = this.waiting.remove(this.next);
		}
		this.abandonments.removeIf((incoming) -> {
			boolean turn = this.next > place(incoming);
			if (turn) {
				handle(incoming, 0);
			}
			return turn;
		});
		this.blockedSince = isCaughtUp() ? 0 : ((this.blockedSince != 0) ? this.blockedSince : now);
	}

	/**
	 * Passes over the records that the next one waits for.
	 */
	void passOver(long now) {
		this.blockedSince = 0;
		if (this.waiting.isEmpty()) {
			this.abandonments.stream().mapToLong(this::place).max().ifPresent((last) -> {
				Incoming first = this.abandonments.remove(0);
				long missing = Math.max(0, last + 1 - this.next);
				this.next = Math.max(this.next, last + 1);
				handle(first, missing);
			});
		}
		else {
			Incoming first = this.waiting.pollFirstEntry().getValue();
			long missing = place(first) - this.next;
			this.next = place(first) + 1;
			handle(first, missing);
		}
		proceed(now);
	}

	private void handle(Incoming incoming, long missing) {
		if (incoming.record() instanceof LogRecord.Tokens frame) {
			FollowedRun run = run(frame.run());
			gap(incoming, run, missing, incoming.place().shed());
			for (TokenFrame.Token token : frame.tokens().tokens()) {
				handle(incoming, run, token);
			}
		}
		else if (incoming.record() instanceof LogRecord.Event event) {
			FollowedRun run = this.runs.computeIfAbsent(event.run().id(), (id) -> opened(event.run()));
			gap(incoming, run, missing, this.withTokens ? incoming.place().shed() : 0);
			handle(incoming, run, event);
		}
	}

	private void handle(Incoming incoming, FollowedRun run, TokenFrame.Token token) {
		if (run.isEnded()) {
			this.listener.isVoid(incoming);
		}
		else if (run.has(token.sequence())) {
			this.listener.duplicate(incoming);
		}
		else {
			run.token(token.sequence(), token.nanos(), token.chunk().text());
			tell(incoming, token.number(),
					new LlmNewToken(run.run(), token.sequence(), token.nanos(), token.chunk(), token.index()));
		}
	}

	private void handle(Incoming incoming, FollowedRun run, LogRecord.Event record) {
		CallbackEvent event = record.event();
		if (run.isEnded()) {
			this.listener.isVoid(incoming);
			return;
		}
		if (run.has(event.sequence()) && !record.isAbandonment()) {
			this.listener.duplicate(incoming);
			return;
		}
		run.reached(event.run(), event.sequence(), event.nanos());
		if (event instanceof StartEvent start) {
			run.began(start);
		}
		if (event instanceof TerminalEvent end) {
			end(incoming, run, record, end);
		}
		else {
			tell(incoming, record.place().number(), event);
		}
	}

	private void end(Incoming incoming, FollowedRun run, LogRecord.Event record, TerminalEvent end) {
		LogRecord.Tally tally = record.tally();
		if (this.withTokens && tally != null && run.missing(tally) != 0) {
			tell(incoming, record.place().number(),
					Gap.event(run.run(), end.sequence(), Gap.Reason.LOST, run.missing(tally), 0));
		}
		StartEvent start = run.start();
		run.ended();
		this.open--;
		this.rootEnded |= run.id().equals(this.root);
		this.abandoned |= end instanceof ErrorEvent && record.isAbandonment();
		tell(incoming, record.place().number(), (start != null) ? Starts.attach(end, start) : end);
	}

	private void gap(Incoming incoming, FollowedRun run, long missing, long shed) {
		if (missing > 0 && !run.isEnded()) {
			tell(incoming, incoming.place().number(),
					Gap.event(run.run(), run.sequence() + 1, Gap.Reason.LOST, 0, missing));
		}
		if (shed > 0 && !run.isEnded()) {
			tell(incoming, incoming.place().number(),
					Gap.event(run.run(), run.sequence() + 1, Gap.Reason.SHED, shed, 0));
		}
	}

	private void tell(Incoming incoming, long number, CallbackEvent event) {
		this.listener.event(incoming, number, event);
	}

	private FollowedRun run(UUID id) {
		return this.runs.computeIfAbsent(id, (key) -> opened(Starts.unknown(key, this.root)));
	}

	private FollowedRun opened(RunInfo run) {
		this.open++;
		return new FollowedRun(run, this.keepsText);
	}

}
