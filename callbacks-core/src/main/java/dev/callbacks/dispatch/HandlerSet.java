/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.List;

import dev.callbacks.event.EventType;

/**
 * The handlers of a run in their order, with what each of them wants as bits, a word for
 * each {@link #GROUP} of them. Immutable, and shared by all runs that have the same.
 */
final class HandlerSet {

	/**
	 * The number of handlers that a word has room for; one bit is for the group itself.
	 */
	static final int GROUP = 63;

	private static final EventType[] TYPES = EventType.values();

	static final HandlerSet NONE = new HandlerSet(List.of());

	/** All of them in their order, also those that want nothing. */
	final List<HandlerChannel> all;

	final HandlerChannel[] inline;

	/** Those that have a lane. */
	final HandlerChannel[] others;

	/** Every type of event that one of them wants. */
	final int interest;

	/** By group and type of event: those who want it. */
	private final long[][] wants;

	/** By group: those that may be called on a thread that must not wait. */
	private final long[] unblocking;

	HandlerSet(List<HandlerChannel> all) {
		this.all = all;
		this.inline = all.stream()
			.filter((channel) -> channel.inline && channel.wants() != 0)
			.toArray(HandlerChannel[]::new);
		this.others = all.stream()
			.filter((channel) -> !channel.inline && channel.wants() != 0)
			.toArray(HandlerChannel[]::new);
		this.interest = all.stream().mapToInt(HandlerChannel::wants).reduce(0, (one, other) -> one | other);
		int groups = (this.others.length + GROUP - 1) / GROUP;
		this.wants = new long[groups][TYPES.length];
		this.unblocking = new long[groups];
		for (int i = 0; i < this.others.length; i++) {
			HandlerChannel channel = this.others[i];
			long bit = 1L << (i % GROUP);
			for (EventType type : TYPES) {
				this.wants[i / GROUP][type.ordinal()] |= channel.wants(type) ? bit : 0;
			}
			this.unblocking[i / GROUP] |= (channel.blocking || channel.serialized) ? 0 : bit;
		}
	}

	boolean isEmpty() {
		return this.inline.length + this.others.length == 0;
	}

	int groups() {
		return this.wants.length;
	}

	long[] wants(int group) {
		return this.wants[group];
	}

	long unblocking(int group) {
		return this.unblocking[group];
	}

}
