// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import dev.callbacks.Handler;
import dev.callbacks.spi.HandlerDescriptor;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * All handlers that are known: those of the application until they are removed, and any
 * other as long as a run or a thread has it. The same instance is the same handler,
 * wherever it was named: it has one set of permits, also while an open run still has it
 * as it was known before.
 */
final class Channels {

	private final DispatchOptions options;

	/** Those of the application. Replaced as a whole, under the lock. */
	private volatile HandlerSet application = HandlerSet.NONE;

	/**
	 * Each handler that somebody has, as it was made last; the key belongs to it, so that
	 * both are forgotten with the last who has it. Guarded by this.
	 */
	final Map<HandlerChannel.Identity, WeakReference<HandlerChannel>> known = new WeakHashMap<>();

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
			addOnce(all, new HandlerChannel(descriptor, this.options, known(descriptor.identity())));
		}
		set(all);
	}

	/**
	 * Replaces a handler of the application by the same one with other settings.
	 */
	synchronized void replace(HandlerDescriptor handler) {
		List<HandlerChannel> all = new ArrayList<>(this.application.all);
		all.replaceAll((one) -> one.is(handler.identity()) ? new HandlerChannel(handler, this.options, one) : one);
		set(all);
	}

	private void set(List<HandlerChannel> all) {
		for (HandlerChannel channel : all) {
			remember(channel);
		}
		this.application = new HandlerSet(List.copyOf(all));
	}

	synchronized void remove(Collection<?> identities) {
		this.application = new HandlerSet(
				this.application.all.stream().filter((channel) -> identities.stream().noneMatch(channel::is)).toList());
	}

	private synchronized @Nullable HandlerChannel known(Object identity) {
		WeakReference<HandlerChannel> known = this.known.get(new HandlerChannel.Identity(identity));
		return (known != null) ? known.get() : null;
	}

	private void remember(HandlerChannel channel) {
		// the key is to be that of the newest
		this.known.remove(channel.identity);
		this.known.put(channel.identity, new WeakReference<>(channel));
		channel.permits.newest = channel;
		channel.permits.resize(requireNonNull(channel.settings.concurrency()));
	}

	/**
	 * The handler for an instance that a call names.
	 */
	private HandlerChannel of(Handler handler) {
		HandlerChannel channel = known(handler);
		// its own code tells its settings, and is not waited for by others
		return (channel != null) ? channel
				: remembered(new HandlerChannel(HandlerDescriptor.of(handler), this.options, null));
	}

	private synchronized HandlerChannel remembered(HandlerChannel made) {
		HandlerChannel channel = known(made.descriptor.identity());
		if (channel == null) {
			remember(made);
		}
		return (channel != null) ? channel : made;
	}

	/**
	 * The handlers that runs below get too: those that a caller names, behind those of
	 * the run above.
	 */
	List<HandlerChannel> handedDown(List<HandlerChannel> inherited, Iterable<Handler> named) {
		List<HandlerChannel> handedDown = new ArrayList<>(inherited);
		if (this.options.enabled()) {
			named.forEach((handler) -> addOnce(handedDown, of(handler)));
		}
		return (handedDown.size() != inherited.size()) ? List.copyOf(handedDown) : inherited;
	}

	/**
	 * All handlers of a run, without those in whose work it was opened.
	 */
	HandlerSet all(List<HandlerChannel> handedDown, Iterable<Handler> ofObject, @Nullable HandlerView frame) {
		HandlerSet application = this.options.enabled() ? this.application : HandlerSet.NONE;
		List<HandlerChannel> named = handedDown(handedDown, ofObject);
		if (named.isEmpty() && frame == null) {
			return application;
		}
		List<HandlerChannel> all = new ArrayList<>(named);
		application.all.forEach((channel) -> addOnce(all, channel));
		all.removeIf((channel) -> frame != null && frame.isIn(channel));
		return new HandlerSet(all);
	}

	private static void addOnce(List<HandlerChannel> target, HandlerChannel channel) {
		for (HandlerChannel one : target) {
			if (one.is(channel.descriptor.identity())) {
				return;
			}
		}
		target.add(channel);
	}

}
