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

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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

	/** Where the others begin. */
	final int inline;

	/** A bit for each type of event that one of them wants. */
	private final int interest;

	HandlerSet(List<HandlerChannel> all) {
		this.all = all;
		this.lanes = all.stream()
			.filter((channel) -> channel.wants() != 0)
			.sorted(Comparator.comparing((channel) -> !channel.inline))
			.toArray(HandlerChannel[]::new);
		this.inline = (int) Stream.of(this.lanes).filter((channel) -> channel.inline).count();
		this.interest = all.stream().mapToInt(HandlerChannel::wants).reduce(0, (one, other) -> one | other);
	}

	boolean wants(EventType type) {
		return (this.interest & HandlerChannel.bit(type)) != 0;
	}

	boolean isEmpty() {
		return this.lanes.length == 0;
	}

}
