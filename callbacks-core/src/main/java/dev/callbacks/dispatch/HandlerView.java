// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletionStage;

import dev.callbacks.RunStateException;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * The run of an event, as its handler sees it while it works on the event: to read, and
 * to report on. What the handler opens meanwhile is a root of its own that is not told to
 * the handlers in whose work it was opened.
 */
final class HandlerView extends ReportingRun {

	private final ReportingRun run;

	private final HandlerChannel channel;

	/** The handler's work in which the run was opened, or {@code null}. */
	private final @Nullable HandlerView outer;

	HandlerView(ReportingRun run, HandlerChannel channel, @Nullable HandlerView outer) {
		this.run = run;
		this.channel = channel;
		this.outer = outer;
	}

	/**
	 * The same in the work of another handler on this thread, which reported what this
	 * one works on.
	 */
	HandlerView in(HandlerView around) {
		return isIn(around.channel) ? this
				: new HandlerView(this.run, this.channel, (this.outer != null) ? this.outer.in(around) : around);
	}

	/**
	 * Counts the handlers that are at work around a run that is opened here.
	 */
	int depth() {
		return 1 + ((this.outer != null) ? this.outer.depth() : 0);
	}

	/**
	 * Whether a handler is at work here, or around here.
	 */
	boolean isIn(HandlerChannel channel) {
		return this.channel.is(channel.descriptor.identity()) || (this.outer != null && this.outer.isIn(channel));
	}

	@Override
	public RunInfo info() {
		return this.run.info();
	}

	@Override
	RunInfo inheritableInfo() {
		return this.run.inheritableInfo();
	}

	@Override
	CompletionStage<?> report(Report report) {
		this.run.report(report);
		return ForeignCode.DONE;
	}

	@Override
	public boolean wants(EventType type) {
		return this.run.wants(type);
	}

	@Override
	public CompletionStage<?> finished() {
		return this.run.finished();
	}

	@Override
	public CompletionStage<?> cancel(EndReason reason) {
		throw new RunStateException(
				"Handler '" + this.channel.name() + "' may read the run of its event and report on it, but not end it");
	}

	@Override
	public String toString() {
		return "HandlerView[" + this.channel.name() + " in " + this.run.info() + "]";
	}

}
