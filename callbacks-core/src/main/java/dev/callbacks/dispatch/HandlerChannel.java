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

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Ignore;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.OnFull;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * One handler, across all runs: its settings in effect, what it wants, and how many
 * threads it may have.
 * <p>
 * A lane for which a thread is there takes a permit, or waits here until another lane of
 * the handler gives one back.
 */
final class HandlerChannel {

	private static final EventMethod[] NO_METHODS = new EventMethod[0];

	final HandlerDescriptor descriptor;

	final UserCode.HandlerListeners listener;

	final FailureLog log = new FailureLog();

	final int window;

	final Duration timeout;

	final boolean raiseError;

	final boolean inline;

	final boolean serialized;

	final boolean shedsTokens;

	final boolean demandsStreaming;

	/** Whether its lanes always need a thread of the callback executor. */
	final boolean onWorker;

	/** Whether a chat model's start reaches it as one prompt. */
	final boolean wantsPrompts;

	private final int wants;

	private final int concurrency;

	private final EventMethod[][] methods = new EventMethod[EventType.values().length][];

	private final AtomicInteger permits;

	private final Queue<Lane> waiting = new ConcurrentLinkedQueue<>();

	/** Threads that are still in an invocation that was given up. */
	private final AtomicInteger abandoned = new AtomicInteger();

	private volatile boolean stuck;

	/** Whether its last batch took long: then others are not made to wait behind it. */
	private volatile boolean slow = true;

	HandlerChannel(HandlerDescriptor descriptor, DispatchOptions options) {
		HandlerSettings settings = settings(descriptor);
		SettingsCheck.check(descriptor, settings);
		this.descriptor = descriptor;
		this.raiseError = Boolean.TRUE.equals(settings.raiseError());
		this.inline = Boolean.TRUE.equals(settings.inline());
		this.serialized = Boolean.TRUE.equals(settings.serialized());
		this.shedsTokens = settings.onFull() == OnFull.SHED_TOKENS;
		this.demandsStreaming = Boolean.TRUE.equals(settings.demandsStreaming());
		this.window = (settings.window() != null) ? settings.window() : this.raiseError ? 1 : options.window();
		this.timeout = (settings.timeout() != null) ? settings.timeout() : options.handlerTimeout();
		this.concurrency = concurrency(settings, options.workers());
		this.permits = new AtomicInteger(this.concurrency);
		this.onWorker = this.serialized || descriptor.blocking() || descriptor.handler() instanceof CallbackHandler;
		Set<EventType> types = types(descriptor, settings);
		boolean enabled = !Boolean.FALSE.equals(settings.enabled());
		boolean ignoresChatStart = settings.ignore() != null && settings.ignore().contains(Ignore.CHAT_MODEL);
		this.wantsPrompts = types.contains(EventType.LLM_START) && !types.contains(EventType.CHAT_MODEL_START)
				&& !ignoresChatStart;
		if (this.wantsPrompts) {
			types.add(EventType.CHAT_MODEL_START);
		}
		this.wants = enabled ? types.stream().mapToInt(HandlerChannel::bit).reduce(0, (one, other) -> one | other) : 0;
		this.listener = options.listener().of(descriptor);
	}

	private static HandlerSettings settings(HandlerDescriptor descriptor) {
		HandlerSettings settings = HandlerSettings.of(descriptor.handlerClass());
		if (descriptor.handler() != null) {
			settings = settings.overriddenBy(descriptor.handler().settings());
		}
		return settings.overriddenBy(descriptor.settings());
	}

	private static int concurrency(HandlerSettings settings, int workers) {
		if (Boolean.TRUE.equals(settings.serialized())) {
			return 1;
		}
		return (settings.concurrency() != null) ? settings.concurrency() : Math.max(1, workers / 2);
	}

	private Set<EventType> types(HandlerDescriptor descriptor, HandlerSettings settings) {
		Set<EventType> own = EnumSet.noneOf(EventType.class);
		own.addAll((settings.interest() != null) ? settings.interest() : HandlerInterest.of(descriptor));
		Set<EventType> types = EnumSet.noneOf(EventType.class);
		for (EventType type : EventType.values()) {
			List<EventMethod> calls = new ArrayList<>();
			if (descriptor.handler() != null && own.contains(type)) {
				calls.add(UserCode.methodOf(descriptor.handler()));
			}
			calls.addAll(descriptor.listeners().getOrDefault(type, List.of()));
			boolean ignored = settings.ignore() != null
					&& settings.ignore().stream().anyMatch((group) -> group.types().contains(type));
			if (!calls.isEmpty() && !ignored) {
				types.add(type);
				this.methods[type.ordinal()] = calls.toArray(NO_METHODS);
			}
			else {
				this.methods[type.ordinal()] = NO_METHODS;
			}
		}
		return types;
	}

	static int bit(EventType type) {
		return 1 << type.ordinal();
	}

	String name() {
		return this.descriptor.name();
	}

	int wants() {
		return this.wants;
	}

	boolean wants(EventType type) {
		return (this.wants & bit(type)) != 0;
	}

	EventMethod[] methods(EventType type) {
		return this.methods[type.ordinal()];
	}

	/**
	 * Whether there seems to be a permit.
	 */
	boolean isFree() {
		return this.permits.get() > 0;
	}

	/**
	 * Gives a ready lane a permit, now or when one is free.
	 * @return whether it has it now
	 */
	boolean enter(Lane lane) {
		if (this.waiting.isEmpty() && tryAcquire()) {
			return true;
		}
		this.waiting.add(lane);
		grant();
		if (this.stuck) {
			dropWaiting(DropReason.STUCK);
		}
		return false;
	}

	/**
	 * Gives a permit back, to the next lane that waits.
	 */
	void release() {
		this.permits.incrementAndGet();
		grant();
	}

	private void grant() {
		while (!this.waiting.isEmpty() && tryAcquire()) {
			Lane next = this.waiting.poll();
			if (next != null) {
				next.permitted();
			}
			else {
				this.permits.incrementAndGet();
			}
		}
	}

	private boolean tryAcquire() {
		int free = this.permits.get();
		while (free > 0) {
			if (this.permits.compareAndSet(free, free - 1)) {
				return true;
			}
			free = this.permits.get();
		}
		return false;
	}

	boolean isSlow() {
		return this.slow;
	}

	void setSlow(boolean slow) {
		if (this.slow != slow) {
			this.slow = slow;
		}
	}

	boolean isStuck() {
		return this.stuck;
	}

	/**
	 * A thread is in an invocation that was given up.
	 */
	void abandoned() {
		if (this.abandoned.incrementAndGet() >= this.concurrency) {
			this.stuck = true;
			this.log.stuck(name());
			dropWaiting(DropReason.STUCK);
		}
	}

	/**
	 * A thread came back from an invocation that was given up.
	 */
	void returned() {
		this.abandoned.decrementAndGet();
		this.stuck = false;
	}

	/**
	 * Lets the lanes that wait drop what they have: there is no thread left for them.
	 */
	void dropWaiting(DropReason reason) {
		Lane lane = this.waiting.poll();
		while (lane != null) {
			lane.dropReady(reason);
			lane = this.waiting.poll();
		}
	}

	@Override
	public String toString() {
		return "HandlerChannel[" + name() + "]";
	}

	/**
	 * Refuses settings that cannot work.
	 */
	private static final class SettingsCheck {

		private static void check(HandlerDescriptor descriptor, HandlerSettings settings) {
			String name = descriptor.name();
			require(settings.window() == null || settings.window() >= 1, name, "window", settings.window(),
					"must be at least 1");
			require(settings.concurrency() == null || settings.concurrency() >= 1, name, "concurrency",
					settings.concurrency(), "must be at least 1");
			require(settings.timeout() == null || (!settings.timeout().isNegative() && !settings.timeout().isZero()),
					name, "timeout", settings.timeout(), "must be positive");
			if (Boolean.TRUE.equals(settings.inline())) {
				require(!Boolean.TRUE.equals(settings.serialized()), name, "serialized", settings.serialized(),
						"cannot be set for an inline handler");
				require(settings.concurrency() == null, name, "concurrency", settings.concurrency(),
						"cannot be set for an inline handler");
				require(settings.window() == null, name, "window", settings.window(),
						"cannot be set for an inline handler");
				require(settings.timeout() == null, name, "timeout", settings.timeout(),
						"cannot be set for an inline handler");
				require(!(descriptor.handler() instanceof AsyncCallbackHandler) && !descriptor.awaited(), name,
						"inline", true, "cannot be set for a handler that is awaited");
			}
		}

		private static void require(boolean condition, String name, String setting, @Nullable Object value,
				String rule) {
			if (!condition) {
				throw new InvalidHandlerException(
						"The setting '" + setting + "' of handler '" + name + "' " + rule + ", but is " + value);
			}
		}

	}

}
