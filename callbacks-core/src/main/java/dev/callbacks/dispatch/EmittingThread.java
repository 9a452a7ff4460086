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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;

/**
 * Handlers of one run that are called on the thread that emits an event, one after
 * another: each finds its run and the caller's context and no interrupt, and leaves
 * nothing of these to the next or to the thread. Belongs to the appender.
 */
final class EmittingThread {

	private static final VarHandle CALLING = Fields.field(MethodHandles.lookup(), "calling", HandlerChannel.class);

	private static final VarHandle CALLS = Fields.field(MethodHandles.lookup(), "calls", int.class);

	private final RunShared run;

	private boolean entered;

	private boolean interrupted;

	/** The thread that was here last, and where its current run is kept. */
	private @Nullable Thread thread;

	private CurrentRun.@Nullable Place place;

	private @Nullable Run outer;

	private RunContext.@Nullable Scope scope;

	/** The handler that was called last. */
	private @Nullable HandlerChannel last;

	/** The handler that is called. Read by the watchdog, which may see it late. */
	private @Nullable HandlerChannel calling;

	/** The number of the call, to tell a long one from many. Read by the watchdog. */
	private int calls;

	/** The call that the watchdog saw last, and since when. The watchdog's. */
	private int watched;

	private long watchedSince;

	EmittingThread(RunShared run) {
		this.run = run;
	}

	/**
	 * A handler is about to be called.
	 * @param inContext whether in the caller's context, or in that of this thread
	 * @param token whether with a token
	 */
	void call(Lane lane, boolean inContext, boolean token) {
		CurrentRun.Place place = enter();
		this.interrupted |= Thread.interrupted();
		if (this.scope == null && inContext) {
			// an accessor that opens a run is at work in no handler
			place.set(this.outer);
			this.scope = this.run.context().open();
		}
		else if (this.scope != null && this.last != null && this.last.isToBeChecked(token)) {
			place.set(this.outer);
			if (this.scope.undo()) {
				this.last.changesContext();
			}
		}
		place.set(lane.view());
		this.last = lane.channel;
		CALLS.setOpaque(this, this.calls + 1);
		CALLING.setOpaque(this, lane.channel);
	}

	/**
	 * Whether a handler is at work.
	 */
	boolean isEntered() {
		return this.entered;
	}

	private CurrentRun.Place enter() {
		CurrentRun.Place place = this.place;
		if (this.entered && place != null) {
			return place;
		}
		Thread thread = Thread.currentThread();
		if (place == null || this.thread != thread) {
			place = CurrentRun.place();
			this.place = place;
			this.thread = thread;
		}
		this.entered = true;
		this.outer = place.get();
		return place;
	}

	/**
	 * The thread turns to something else.
	 */
	void leave() {
		CurrentRun.Place place = this.place;
		if (!this.entered || place == null) {
			return;
		}
		this.entered = false;
		CALLING.setOpaque(this, null);
		place.set(this.outer);
		this.outer = null;
		if (this.scope != null) {
			if (this.scope.close() && this.last != null) {
				this.last.changesContext();
			}
			this.scope = null;
		}
		this.last = null;
		if (this.interrupted) {
			this.interrupted = false;
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Warns of a handler that holds the thread.
	 */
	void watch(long now, long warnAfter) {
		HandlerChannel channel = (HandlerChannel) CALLING.getOpaque(this);
		int call = (int) CALLS.getOpaque(this);
		if (channel == null || call != this.watched) {
			this.watched = call;
			this.watchedSince = now;
		}
		else if (now - this.watchedSince >= warnAfter) {
			this.run.heldUp(channel);
		}
	}

}
