// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.HandlerStatus;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * One handler, across all runs: its settings in effect, what it wants, and how it is
 * called.
 */
final class HandlerChannel {

	private static final int ENOUGH = 1_000;

	final HandlerDescriptor descriptor;

	/** The settings in effect. */
	final HandlerSettings settings;

	final Identity identity;

	final ForeignCode.Listeners<HandlerListener> listener;

	final FailureLog log;

	final Permits permits;

	final int window;

	final Duration timeout;

	final boolean raiseError;

	final boolean inline;

	final boolean serialized;

	/** Whether a run waits for it when it has fallen behind. */
	final boolean pushesBack;

	/** Whether it has other threads than those that emit, since it may block or wait. */
	final boolean needsThread;

	/** Whether a chat model's start reaches it as one prompt. */
	final boolean wantsPrompts;

	/** A bit for each type of event that it wants. */
	final int wants;

	private final EventMethod[][] methods = new EventMethod[EventType.values().length][];

	/** The number of its tokens that were checked, up to a limit. */
	private int checked;

	/** Whether it has changed the context of a thread. */
	private boolean changesContext;

	/** Whether its last batch took long: then others are not made to wait behind it. */
	volatile boolean slow = true;

	/**
	 * A handler with its settings.
	 * @param known the same handler as it was known before, whose permits it shares, or
	 * {@code null}
	 */
	HandlerChannel(HandlerDescriptor descriptor, DispatchOptions options, @Nullable HandlerChannel known) {
		HandlerSettings settings = descriptor.checkedSettings()
			.withDefaults(options.window(), options.handlerTimeout(), options.workers());
		this.descriptor = descriptor;
		this.settings = settings;
		this.log = new FailureLog(descriptor);
		this.identity = new Identity(descriptor.identity());
		this.raiseError = requireNonNull(settings.raiseError());
		this.inline = requireNonNull(settings.inline());
		this.serialized = requireNonNull(settings.serialized());
		this.window = requireNonNull(settings.window());
		this.timeout = requireNonNull(settings.timeout());
		this.permits = (known != null) ? known.permits : new Permits(requireNonNull(settings.concurrency()));
		this.needsThread = !this.inline
				&& (this.serialized || descriptor.blocking() || descriptor.handler() instanceof CallbackHandler);
		for (EventType type : EventType.values()) {
			this.methods[type.ordinal()] = descriptor.methods(type, settings).toArray(new EventMethod[0]);
		}
		this.wantsPrompts = methods(EventType.LLM_START).length != 0 && methods(EventType.CHAT_MODEL_START).length == 0
				&& !settings.ignores(EventType.CHAT_MODEL_START);
		int wants = 0;
		for (EventType type : EventType.values()) {
			wants |= (methods(seenAs(type)).length != 0) ? bit(type) : 0;
		}
		this.wants = requireNonNull(settings.enabled()) ? wants : 0;
		this.pushesBack = !this.inline && wants(EventType.LLM_NEW_TOKEN) && settings.onFull() == OnFull.PUSH_BACK;
		this.listener = options.listener().map((listener) -> listener.handler(descriptor));
	}

	/**
	 * Whether this is the handler of an instance.
	 */
	boolean is(Object identity) {
		return this.descriptor.identity() == identity;
	}

	static int bit(EventType type) {
		return 1 << type.ordinal();
	}

	HandlerStatus status() {
		return new HandlerStatus(this.descriptor, this.settings, this.permits.isStuck());
	}

	String name() {
		return this.descriptor.name();
	}

	boolean wants(EventType type) {
		return (this.wants & bit(type)) != 0;
	}

	/**
	 * The type of what it gets for an event of a type.
	 */
	EventType seenAs(EventType type) {
		return (this.wantsPrompts && type == EventType.CHAT_MODEL_START) ? EventType.LLM_START : type;
	}

	EventMethod[] methods(EventType type) {
		return this.methods[type.ordinal()];
	}

	/**
	 * Whether to look if the handler has changed the context of the thread that it was
	 * called on together with others: after every event that is no token; after its first
	 * tokens; and after all of them, once it has changed anything.
	 */
	boolean isToBeChecked(boolean token) {
		if (!token || this.changesContext) {
			return true;
		}
		int checked = this.checked;
		if (checked != ENOUGH) {
			// several threads may count together, and lose a count or two
			this.checked = checked + 1;
		}
		return checked != ENOUGH;
	}

	void changesContext() {
		this.changesContext = true;
	}

	void setSlow(boolean slow) {
		if (this.slow != slow) {
			this.slow = slow;
		}
	}

	/**
	 * A key for a handler: equal only for the same instance.
	 */
	record Identity(Object instance) {

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
