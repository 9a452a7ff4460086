// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;

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
		List<HandlerChannel> lanes = new ArrayList<>();
		List<RunEndListener> ends = new ArrayList<>();
		int inline = 0;
		int interest = 0;
		for (HandlerChannel channel : all) {
			if (channel.wants != 0) {
				lanes.add(channel.inline ? inline++ : lanes.size(), channel);
			}
			if (channel.descriptor.handler() instanceof RunEndListener listener) {
				ends.add(listener);
			}
			interest |= channel.wants;
		}
		this.all = all;
		this.lanes = lanes.toArray(new HandlerChannel[0]);
		this.inline = inline;
		this.ends = new ForeignCode.Listeners<>(List.copyOf(ends));
		this.interest = interest;
		this.notInline = LaneBits.none(this.lanes.length);
		this.needThread = LaneBits.none(this.lanes.length);
		this.pushBack = LaneBits.none(this.lanes.length);
		this.wanting = new long[EventType.values().length][this.notInline.length];
		for (int lane = 0; lane < this.lanes.length; lane++) {
			HandlerChannel channel = this.lanes[lane];
			LaneBits.set(this.notInline, lane, !channel.inline);
			LaneBits.set(this.needThread, lane, channel.needsThread);
			LaneBits.set(this.pushBack, lane, channel.pushesBack);
			for (EventType type : EventType.values()) {
				LaneBits.set(wanting(type), lane, channel.wants(type));
			}
		}
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
