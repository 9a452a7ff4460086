// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.call.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Handlers of one run that are called on the thread that emits an event, one after
 * another: each finds its run and the caller's context and no interrupt, and leaves
 * nothing of these to the next or to the thread. Belongs to the appender.
 * <p>
 * The state that changes from handler to handler is a number: to store a reference costs
 * many times as much where a garbage collector keeps track of old objects.
 */
final class EmittingThread implements CurrentRun.Source {

	static final int NONE = -1;

	private static final VarHandle CALLING = Fields.field(MethodHandles.lookup(), "calling", int.class);

	private static final VarHandle CALLS = Fields.field(MethodHandles.lookup(), "calls", int.class);

	private final RunShared run;

	private final LaneSet lanes;

	private boolean interrupted;

	/** The thread that was here last, and where its current run is kept. */
	private @Nullable Thread thread;

	private CurrentRun.@Nullable Place place;

	private @Nullable Run outer;

	private RunContext.@Nullable Scope scope;

	/** The lane that was called last. Read by the watchdog, which may see it late. */
	private int calling = NONE;

	/** The number of the call, to tell a long one from many. Read by the watchdog. */
	private int calls;

	/** The call that the watchdog saw last, and since when. The watchdog's. */
	private int watched;

	private long watchedSince;

	EmittingThread(RunShared run, LaneSet lanes) {
		this.run = run;
		this.lanes = lanes;
	}

	/**
	 * A handler is about to be called.
	 * @param inContext whether in the caller's context, or in that of this thread
	 * @param token whether with a token
	 */
	void call(int lane, boolean inContext, boolean token) {
		int last = this.calling;
		CurrentRun.Place place = (last == NONE) ? enter() : Objects.requireNonNull(this.place);
		CALLS.setOpaque(this, this.calls + 1);
		CALLING.setOpaque(this, lane);
		this.interrupted |= Thread.interrupted();
		if (this.scope == null && inContext) {
			// an accessor that opens a run is at work in no handler
			place.set(this.outer);
			this.scope = this.run.context.open();
		}
		else if (this.scope != null && this.lanes.get(last).channel.isToBeChecked(token)) {
			place.set(this.outer);
			if (this.scope.undo()) {
				this.lanes.get(last).channel.changesContext();
			}
		}
		place.set(this);
	}

	@Override
	public Run run() {
		HandlerView view = this.lanes.get(this.calling).run();
		return (this.outer instanceof HandlerView around) ? view.in(around) : view;
	}

	private CurrentRun.Place enter() {
		CurrentRun.Place place = this.place;
		Thread thread = Thread.currentThread();
		if (place == null || this.thread != thread) {
			place = CurrentRun.place();
			this.place = place;
			this.thread = thread;
		}
		this.outer = place.get();
		return place;
	}

	/**
	 * The thread turns to something else.
	 */
	void leave() {
		if (this.calling == NONE) {
			return;
		}
		Objects.requireNonNull(this.place).set(this.outer);
		boolean nested = this.outer != null;
		this.outer = null;
		if (this.scope != null) {
			if (this.scope.close()) {
				this.lanes.get(this.calling).channel.changesContext();
			}
			this.scope = null;
		}
		CALLING.setOpaque(this, NONE);
		if (this.interrupted || nested) {
			Caller.giveInterruptBack(this.interrupted);
			this.interrupted = false;
		}
	}

	/**
	 * The lane whose handler is at work, perhaps a little late, or {@link #NONE}. Any
	 * thread's.
	 */
	int calling() {
		return (int) CALLING.getOpaque(this);
	}

	/**
	 * Warns of a handler that holds the thread.
	 */
	void watch(long now, long warnAfter) {
		int lane = calling();
		int call = (int) CALLS.getOpaque(this);
		if (lane == NONE || call != this.watched) {
			this.watched = call;
			this.watchedSince = now;
		}
		else if (now - this.watchedSince >= warnAfter) {
			this.run.heldUp(this.lanes.get(lane).channel);
		}
	}

}
