// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Comparator;
import java.util.List;
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
		this.interest = all.stream().mapToInt((channel) -> channel.wants).reduce(0, (one, other) -> one | other);
	}

	boolean wants(EventType type) {
		return (this.interest & HandlerChannel.bit(type)) != 0;
	}

	boolean isEmpty() {
		return this.lanes.length == 0;
	}

}
