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

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.Handler;
import dev.callbacks.spi.HandlerDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * All handlers that are known: those of the application until they are removed, and those
 * that calls name as long as a run has them. The same instance is the same handler,
 * wherever it was named: it has one set of permits, also while an open run still has it
 * as it was known before.
 */
final class Channels {

	private final DispatchOptions options;

	/** Those of the application. Replaced as a whole, under the lock. */
	private volatile HandlerSet application = HandlerSet.NONE;

	private final Map<Identity, Named> named = new ConcurrentHashMap<>();

	/** Those that are gone, as long as a run or a thread has them. Guarded by itself. */
	private final List<WeakReference<HandlerChannel>> gone = new ArrayList<>();

	Channels(DispatchOptions options) {
		this.options = options;
	}

	HandlerSet application() {
		return this.application;
	}

	/**
	 * Adds handlers of the application, all or none.
	 */
	synchronized void add(List<HandlerDescriptor> handlers) {
		List<HandlerChannel> all = new ArrayList<>(this.application.all);
		for (HandlerDescriptor descriptor : handlers) {
			if (all.stream().noneMatch((channel) -> channel.descriptor.identity() == descriptor.identity())) {
				all.add(new HandlerChannel(descriptor, this.options, known(descriptor.identity())));
			}
		}
		this.application = new HandlerSet(List.copyOf(all));
	}

	synchronized void remove(Collection<?> identities) {
		List<HandlerChannel> left = new ArrayList<>();
		for (HandlerChannel channel : this.application.all) {
			if (identities.stream().anyMatch((identity) -> channel.descriptor.identity() == identity)) {
				remember(channel);
			}
			else {
				left.add(channel);
			}
		}
		this.application = new HandlerSet(List.copyOf(left));
	}

	private void remember(HandlerChannel channel) {
		synchronized (this.gone) {
			this.gone.removeIf((reference) -> reference.refersTo(null));
			this.gone.add(new WeakReference<>(channel));
		}
	}

	/**
	 * A handler as it is known, or was known to a run that may be open.
	 */
	private @Nullable HandlerChannel known(Object identity) {
		HandlerChannel channel = ofApplication(identity);
		if (channel != null) {
			return channel;
		}
		Named named = this.named.get(new Identity(identity));
		if (named != null) {
			return named.channel();
		}
		synchronized (this.gone) {
			for (WeakReference<HandlerChannel> reference : this.gone) {
				HandlerChannel gone = reference.get();
				if (gone != null && gone.descriptor.identity() == identity) {
					return gone;
				}
			}
		}
		return null;
	}

	private @Nullable HandlerChannel ofApplication(Object identity) {
		for (HandlerChannel channel : this.application.all) {
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
		HandlerChannel known = ofApplication(handler);
		if (known != null) {
			return known;
		}
		Named named = this.named.computeIfPresent(new Identity(handler), (key, before) -> before.again());
		return (named != null) ? named.channel() : retainUnknown(handler);
	}

	/**
	 * Under the lock, so that two who name or add a handler at once get the same.
	 */
	private synchronized HandlerChannel retainUnknown(Handler handler) {
		HandlerChannel known = known(handler);
		return retain((known != null) ? known : new HandlerChannel(HandlerDescriptor.of(handler), this.options, null));
	}

	/**
	 * Keeps a handler that a run above has.
	 * @return the handler, or the one that another call named first
	 */
	HandlerChannel retain(HandlerChannel channel) {
		Object identity = channel.descriptor.identity();
		if (ofApplication(identity) == channel) {
			return channel;
		}
		return this.named
			.compute(new Identity(identity), (key, named) -> (named != null) ? named.again() : new Named(channel, 1))
			.channel();
	}

	void release(HandlerChannel channel) {
		this.named.computeIfPresent(new Identity(channel.descriptor.identity()),
				(key, named) -> (named.uses() > 1) ? new Named(named.channel(), named.uses() - 1) : forget(named));
	}

	private @Nullable Named forget(Named named) {
		if (!named.channel().permits.areAllFree()) {
			// a thread is still in an invocation that was given up
			remember(named.channel());
		}
		return null;
	}

	/**
	 * How many handlers are kept for calls that are under way.
	 */
	int namedCount() {
		return this.named.size();
	}

	List<HandlerChannel> all() {
		List<HandlerChannel> all = new ArrayList<>(this.application.all);
		this.named.values().forEach((named) -> all.add(named.channel()));
		return all;
	}

	private record Named(HandlerChannel channel, int uses) {

		private Named again() {
			return new Named(this.channel, this.uses + 1);
		}

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
