// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.call.RunPlan;
import dev.callbacks.call.WaitingCaller;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.spi.RunObserver;
import reactor.util.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * A run as its lanes see it: the parts that they share, and what they ask.
 */
abstract class RunShared extends ReportingRun implements RunOwner {

	final Engine engine;

	final RunFamily family;

	/** Whether it was opened in a handler's work, which may wait for it. */
	final boolean nested;

	final Appender appender;

	final RunEvents events;

	final TokenWindow window;

	final HandlerFailures failures;

	/** The lanes that have nothing to do, and that the appender may take. */
	final LaneBits resting;

	/** The caller's context; written by the appender before the start is published. */
	volatile RunContext context = RunContext.EMPTY;

	/** Whether one of the handlers was given up in this run, or missed an event of it. */
	volatile boolean givenUp;

	/** The companion of the run. The opener's, until the start is appended. */
	Companion companion = Companion.NONE;

	RunShared(Engine engine, RunFamily family, RunPlan spec, @Nullable WaitingCaller caller) {
		this.engine = engine;
		this.family = family;
		this.nested = family.frame() != null;
		this.appender = new Appender(this, engine.work, caller);
		this.events = new RunEvents(family, spec.collecting(), engine.options.observer());
		this.window = new TokenWindow(this, this.appender, this.events);
		this.failures = new HandlerFailures(this, family.handlers());
		this.resting = new LaneBits(family.handlers().lanes.length);
	}

	/**
	 * Creates the start, unless nobody would see it, and the companion of the run.
	 */
	@Nullable StartEvent start(RunPlan spec, @Nullable RunShared parent) {
		RunObserver observer = this.engine.options.observer();
		if (observer == null && this.family.handlers().isEmpty()) {
			return null;
		}
		StartEvent start = this.events.start(spec.start());
		this.companion = Companion.of(observer, info(), start, (parent != null) ? parent.companion : Companion.NONE);
		return start;
	}

	@Override
	public final Scope scope() {
		return this.companion.openIn(super.scope());
	}

	@Override
	public final Context inside(Context context) {
		return this.companion.inside(this, context);
	}

	@Override
	public final RunInfo info() {
		return this.family.info();
	}

	@Override
	final RunInfo inheritableInfo() {
		return this.family.inheritableInfo();
	}

	@Override
	public final boolean wants(EventType type) {
		return this.family.handlers().wants(type) || (this.events.observed && type != EventType.LLM_NEW_TOKEN);
	}

	abstract boolean isOpen();

	/**
	 * Whether what a token tells is needed.
	 */
	public final boolean wantsTokens() {
		return this.events.collects() || wants(EventType.LLM_NEW_TOKEN);
	}

	/**
	 * The event of a slot of the log as a handler gets it.
	 */
	CallbackEvent event(Object slot, HandlerChannel channel) {
		return this.events.view(Barrier.eventOf(slot), channel);
	}

	/**
	 * Whether there may be a reason for a handler not to get an event. While all is well
	 * that is asked once for all handlers.
	 */
	boolean mayDrop() {
		return this.givenUp || this.engine.discarding || this.engine.workers.areSomeStuck();
	}

	/**
	 * Warns of a handler that holds up a thread on which it cannot be given up.
	 */
	void heldUp(HandlerChannel channel) {
		Thread thread = this.appender.thread();
		if (thread != null) {
			channel.log.holdsUp(thread.getName());
		}
	}

}
