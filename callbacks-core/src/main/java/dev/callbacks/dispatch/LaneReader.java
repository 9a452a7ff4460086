// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.IntUnaryOperator;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one handler in a run.
 * <p>
 * <b>Invariant</b>: it has handled or dropped every slot below its cursor, except the one
 * that is current. A handler that pushes back reads the log of the run, and is never
 * farther behind than its window. Another one has a log of its own while it is away, with
 * nothing but what it wants. Fields without a comment belong to the owner of the lane.
 */
final class LaneReader {

	final RunShared run;

	final HandlerChannel channel;

	final LaneMeter meter;

	/** The next of the handler's methods for the current event. */
	short method;

	private boolean failed;

	/** Whether there is an event that is worked on, from its first method to its last. */
	private boolean busy;

	/**
	 * The slot of that event, if it is not the one before the cursor: the lane left with
	 * it. To write it to the log for the lane was slower.
	 */
	private @Nullable Object taken;

	/** Whether the handler was given up for this run. Set by any thread, for good. */
	volatile boolean cut;

	/** Whether the handler did not get the start: then it gets nothing of this run. */
	private boolean startDropped;

	/** There while the lane is away, so that it keeps no piece of a log otherwise. */
	private @Nullable Cursor cursor;

	/** The number of tokens that it was given in a log of its own. The appender's. */
	private long given;

	LaneReader(RunShared run, HandlerChannel channel) {
		this.run = run;
		this.channel = channel;
		this.meter = new LaneMeter(channel.listener);
	}

	// What any thread may ask

	void cut() {
		this.cut = true;
		this.run.givenUp = true;
	}

	/**
	 * The count of tokens that this handler lets the run go to.
	 * @param tokens how many there are
	 * @param room how many may be unfinished, given its window
	 */
	long limit(long tokens, IntUnaryOperator room) {
		return (this.cut ? tokens : this.meter.tokens()) + room.applyAsInt(this.channel.window);
	}

	/**
	 * The number of events before a handler at work, perhaps a little late: tokens, or
	 * the one that it works on.
	 */
	long lag(long tokens) {
		return Math.max(1, this.channel.pushesBack ? tokens - limit(tokens, (window) -> 0) : 1);
	}

	/**
	 * Why the handler does not get an event, or {@code null} if it does.
	 */
	@Nullable DropReason dropReason() {
		if (this.run.engine.discarding) {
			return DropReason.SHUTDOWN;
		}
		if (this.cut) {
			return DropReason.CUT_OFF;
		}
		return (this.startDropped || this.channel.permits.isStuck()) ? DropReason.STUCK : null;
	}

	private boolean wants(Object slot) {
		return this.channel
			.wants((slot instanceof LlmNewToken) ? EventType.LLM_NEW_TOKEN : Barrier.eventOf(slot).type());
	}

	// What the appender does

	/**
	 * Calls the handler with an event while the lane is in step, on the emitting thread.
	 * @param log the log of the run
	 * @param timed whether to measure how long that takes, as for all but most tokens
	 * @return a stage to wait for, with which the lane has left; or {@code null}
	 */
	@Nullable CompletionStage<?> callHere(Object slot, EventLog log, boolean timed) {
		CallbackEvent event = this.run.event(slot, this.channel);
		EventMethod[] methods = this.channel.methods(event.type());
		if (timed) {
			this.meter.startedAt = System.nanoTime();
		}
		boolean failed = false;
		for (int i = 0; i < methods.length; i++) {
			CompletionStage<?> stage = ForeignCode.call(methods[i], event);
			Throwable failure = (stage == ForeignCode.DONE) ? null : ForeignCode.failure(stage);
			if (failure != null) {
				failed = true;
				this.run.failures.failed(this.channel, event, failure);
			}
			else if (stage != ForeignCode.DONE && !this.channel.inline) {
				leave(slot, log);
				this.failed = failed;
				this.method = (short) i;
				this.meter.startedAt = timed ? this.meter.startedAt : System.nanoTime();
				return stage;
			}
		}
		if (timed && slot instanceof LlmNewToken) {
			this.meter.sample();
		}
		this.meter.finished(event.type(), failed);
		return null;
	}

	/**
	 * Leaves with an event to be worked on.
	 * @param log the log of the run
	 */
	void leave(Object slot, EventLog log) {
		this.cursor = new Cursor(this.channel.pushesBack ? log : new EventLog());
		this.given = this.meter.tokens() + ((slot instanceof LlmNewToken) ? 1 : 0);
		this.busy = true;
		this.taken = slot;
	}

	/**
	 * Writes an event for a lane that is away and has a log of its own, if it wants it or
	 * somebody waits for it.
	 */
	void write(Object slot) {
		if (!(slot instanceof Barrier) && !wants(slot)) {
			return;
		}
		if (slot instanceof LlmNewToken) {
			if (this.given - this.meter.tokens() >= this.channel.window) {
				this.channel.listener.tell((listener) -> listener.dropped(EventType.LLM_NEW_TOKEN, DropReason.SHED, 1));
				return;
			}
			this.given++;
		}
		cursor().log.write(slot);
	}

	/**
	 * Whether a lane at rest has read everything.
	 */
	boolean lacksNothing() {
		return cursor().missing() == 0;
	}

	/**
	 * Is back in step.
	 */
	void comeBack() {
		this.cursor = null;
	}

	// What the owner does while the lane is away

	Cursor cursor() {
		return Objects.requireNonNull(this.cursor);
	}

	/**
	 * Makes the next event that the handler wants the current one, unless there is one.
	 */
	boolean hasEvent() {
		Cursor cursor = cursor();
		while (!this.busy && cursor.hasNext()) {
			Object slot = cursor.next();
			if (wants(slot)) {
				this.busy = true;
			}
			else if (slot instanceof Barrier barrier) {
				this.meter.end();
				this.run.appender.arrived(barrier, 1);
			}
		}
		return this.busy;
	}

	private Object current() {
		return (this.taken != null) ? this.taken : cursor().last();
	}

	/**
	 * The current event as the handler gets it.
	 */
	CallbackEvent event() {
		return this.run.event(current(), this.channel);
	}

	/**
	 * A method has finished.
	 * @param failure what it failed with, or {@code null}
	 */
	void called(CallbackEvent event, @Nullable Throwable failure) {
		this.method++;
		if (failure != null) {
			this.failed = true;
			this.run.failures.failed(this.channel, event, failure);
		}
	}

	/**
	 * The handler has finished the current event.
	 */
	void finished(CallbackEvent event) {
		this.meter.finished(event.type(), this.failed);
	}

	/**
	 * The handler does not get an event, be it the current one or one that comes here.
	 */
	void dropped(EventType type, DropReason reason) {
		this.startDropped |= StartEvent.class.isAssignableFrom(type.recordType());
		this.run.givenUp = true;
		this.meter.dropped(type, reason);
	}

	/**
	 * Turns to what comes next, when the current event is finished or dropped.
	 */
	void done() {
		Object slot = current();
		this.busy = false;
		if (this.taken != null) {
			this.taken = null;
		}
		this.method = 0;
		this.failed = false;
		if (slot instanceof Barrier barrier) {
			this.run.appender.arrived(barrier, 1);
		}
		else if (this.run.window.isAwaited() && hasMuchRoom()) {
			this.run.window.goOnIf(TokenWindow.MUCH_ROOM);
		}
	}

	/** Asked before all other lanes are. */
	private boolean hasMuchRoom() {
		long tokens = this.run.events.tokens;
		return tokens < limit(tokens, TokenWindow.MUCH_ROOM);
	}

}
