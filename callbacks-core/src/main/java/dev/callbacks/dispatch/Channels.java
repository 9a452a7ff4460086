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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.callbacks.Handler;
import dev.callbacks.spi.HandlerDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * All handlers that are known: those of the application until they are removed, and those
 * that calls name as long as a run has them. The same instance is the same handler,
 * wherever it was named.
 */
final class Channels {

	private final DispatchOptions options;

	/** Replaced as a whole, under the lock. */
	private volatile List<HandlerChannel> application = List.of();

	private final Map<Identity, Named> named = new ConcurrentHashMap<>();

	Channels(DispatchOptions options) {
		this.options = options;
	}

	List<HandlerChannel> application() {
		return this.application;
	}

	/**
	 * Adds handlers of the application, all or none.
	 */
	synchronized void add(List<HandlerDescriptor> handlers) {
		List<HandlerChannel> added = handlers.stream()
			.filter((descriptor) -> find(descriptor.identity()) == null)
			.map((descriptor) -> new HandlerChannel(descriptor, this.options))
			.toList();
		this.application = concat(this.application, added);
	}

	synchronized void remove(Collection<?> identities) {
		this.application = this.application.stream()
			.filter((channel) -> identities.stream().noneMatch((identity) -> channel.descriptor.identity() == identity))
			.toList();
	}

	private static List<HandlerChannel> concat(List<HandlerChannel> before, List<HandlerChannel> added) {
		List<HandlerChannel> all = new ArrayList<>(before);
		all.addAll(added);
		return List.copyOf(all);
	}

	@Nullable HandlerChannel find(Object identity) {
		for (HandlerChannel channel : this.application) {
			if (channel.descriptor.identity() == identity) {
				return channel;
			}
		}
		return null;
	}

	/**
	 * The handler for an instance that a call names. Each is to be released when the run
	 * is over.
	 */
	HandlerChannel retain(Handler handler) {
		HandlerChannel known = find(handler);
		if (known != null) {
			return known;
		}
		return update(handler, (named) -> {
			HandlerChannel channel = (named != null) ? named.channel()
					: new HandlerChannel(HandlerDescriptor.of(handler), this.options);
			return new Named(channel, ((named != null) ? named.uses() : 0) + 1);
		}).channel();
	}

	/**
	 * Keeps a handler that a run above has.
	 */
	void retain(HandlerChannel channel) {
		if (find(channel.descriptor.identity()) != channel) {
			update(channel.descriptor.identity(),
					(named) -> new Named(channel, ((named != null) ? named.uses() : 0) + 1));
		}
	}

	private Named update(Object identity, Function<@Nullable Named, Named> change) {
		return this.named.compute(new Identity(identity), (key, named) -> change.apply(named));
	}

	void release(HandlerChannel channel) {
		this.named.computeIfPresent(new Identity(channel.descriptor.identity()),
				(key, named) -> (named.uses() > 1) ? new Named(channel, named.uses() - 1) : null);
	}

	/**
	 * How many handlers are kept for calls that are under way.
	 */
	int namedCount() {
		return this.named.size();
	}

	List<HandlerChannel> all() {
		List<HandlerChannel> all = new ArrayList<>(this.application);
		this.named.values().forEach((named) -> all.add(named.channel()));
		return all;
	}

	private record Named(HandlerChannel channel, int uses) {
	}

	/**
	 * Equal only for the same instance.
	 */
	private record Identity(Object instance) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Identity identity && identity.instance == this.instance;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.instance);
		}

	}

}
