// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.callbacks.call.RunEndListener;
import dev.callbacks.event.EventType;

/**
 * Handlers that a run has, in their order. Made once for all runs that have the same.
 */
final class HandlerSet {

	static final HandlerSet NONE = new HandlerSet(List.of());

	/** All of them, also those that want nothing. */
	final List<HandlerChannel> all;

	/**
	 * Those that want something: inline ones first, which are called before the others.
	 */
	final HandlerChannel[] lanes;

	/** The number of inline handlers, behind which the others begin. */
	final int inline;

	/** Those that are told of the ends of runs apart from events. */
	final ForeignCode.Listeners<RunEndListener> ends;

	/** Those that are not inline, in words as {@link LaneBits} has them; so the next. */
	final long[] notInline;

	/** Those that have other threads than those that emit. */
	final long[] needThread;

	/** Those that a run waits for when they have fallen behind. */
	final long[] pushBack;

	/** Those that want an event, for each type. */
	private final long[][] wanting;

	/** A bit for each type of event that one of them wants. */
	private final int interest;

	HandlerSet(List<HandlerChannel> all) {
		this.all = all;
		this.lanes = all.stream()
			.filter((channel) -> channel.wants != 0)
			.sorted(Comparator.comparing((channel) -> !channel.inline))
			.toArray(HandlerChannel[]::new);
		this.inline = (int) Stream.of(this.lanes).filter((channel) -> channel.inline).count();
		this.ends = new ForeignCode.Listeners<>(all.stream()
			.map((channel) -> channel.descriptor.handler())
			.filter(RunEndListener.class::isInstance)
			.map(RunEndListener.class::cast)
			.toList());
		this.notInline = bits((channel) -> !channel.inline);
		this.needThread = bits((channel) -> channel.needsThread);
		this.pushBack = bits((channel) -> channel.pushesBack);
		this.wanting = Stream.of(EventType.values())
			.map((type) -> bits((channel) -> channel.wants(type)))
			.toArray(long[][]::new);
		this.interest = all.stream().mapToInt((channel) -> channel.wants).reduce(0, (one, other) -> one | other);
	}

	private long[] bits(Predicate<HandlerChannel> which) {
		return LaneBits.of(this.lanes.length, (lane) -> which.test(this.lanes[lane]));
	}

	long[] wanting(EventType type) {
		return this.wanting[type.ordinal()];
	}

	boolean wants(EventType type) {
		return (this.interest & HandlerChannel.bit(type)) != 0;
	}

	boolean isEmpty() {
		return this.lanes.length == 0;
	}

}
