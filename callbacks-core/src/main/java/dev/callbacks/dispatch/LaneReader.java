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
import java.util.Objects;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.spi.DropReason;
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

	private static final VarHandle TOKENS_DONE = Fields.field(MethodHandles.lookup(), "tokensDone", long.class);

	final RunShared run;

	final HandlerChannel channel;

	final LaneMeter meter;

	/** The next of the handler's methods for the current event. */
	short method;

	boolean failed;

	/** How many events may still be worked off before others have their turn. */
	short left;

	/** Whether the handler was given up for this run. Set by any thread, for good. */
	private volatile boolean cut;

	/** Made when the lane first leaves the appender. */
	private @Nullable Cursor cursor;

	/** Whether there is an event that is worked on, from its first method to its last. */
	private boolean busy;

	/** The slot of that event, if it is not the one before the cursor. */
	private @Nullable Object taken;

	/** The number of tokens that are done with. Read by any thread. */
	private long tokensDone;

	/**
	 * The log of a lane that is away and does not read that of the run. The appender's.
	 */
	private @Nullable EventLog own;

	/** Up to which token it was given them in a log of its own. The appender's. */
	private long given;

	LaneReader(RunShared run, HandlerChannel channel) {
		this.run = run;
		this.channel = channel;
		this.meter = new LaneMeter(channel.listener);
	}

	// What any thread may ask

	boolean isCut() {
		return this.cut;
	}

	void cut() {
		this.cut = true;
		this.run.failures.laneIsCut();
	}

	/**
	 * The count of tokens that this handler lets the run go to.
	 * @param tokens how many there are
	 * @param room how many may be unfinished
	 */
	long limit(long tokens, long room) {
		return (this.cut ? tokens : tokensDone()) + room;
	}

	private long tokensDone() {
		return (long) TOKENS_DONE.getAcquire(this);
	}

	@Nullable DropReason dropReason() {
		return this.run.dropReason(this.channel, this.cut);
	}

	private boolean wants(Object slot) {
		return this.channel
			.wants((slot instanceof LlmNewToken) ? EventType.LLM_NEW_TOKEN : Barrier.eventOf(slot).type());
	}

	// What the appender does

	/**
	 * Passes an event, handled or not, while the lane is in step.
	 */
	void pass(Object slot) {
		if (slot instanceof LlmNewToken) {
			TOKENS_DONE.setRelease(this, this.tokensDone + 1);
		}
	}

	/**
	 * Leaves out an event that the handler shall not get, while the lane is in step.
	 */
	void drop(Object slot, DropReason reason) {
		this.meter.dropped(this.run.event(slot, this.channel).type(), reason, this.tokensDone);
		pass(slot);
	}

	/**
	 * Leaves with an event to be worked on.
	 * @param log the log of the run
	 */
	void leave(Object slot, EventLog log) {
		Cursor cursor = this.cursor;
		if (cursor == null) {
			cursor = new Cursor();
			this.cursor = cursor;
		}
		if (!this.channel.pushesBack) {
			this.own = new EventLog();
		}
		cursor.goToEnd((this.own != null) ? this.own : log);
		this.given = this.tokensDone + ((slot instanceof LlmNewToken) ? 1 : 0);
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
			if (this.given - tokensDone() >= this.channel.window) {
				this.channel.listener.dropped(EventType.LLM_NEW_TOKEN, DropReason.SHED, 1);
				return;
			}
			this.given++;
		}
		Objects.requireNonNull(this.own).write(slot);
	}

	/**
	 * Whether a lane at rest has read everything.
	 */
	boolean lacksNothing() {
		return cursor().missing() == 0;
	}

	/**
	 * Whether a lane at rest has read everything but the event that was just written.
	 */
	boolean lacksOnly(Object slot) {
		return cursor().missing() == 1 && cursor().log().endsWith(slot);
	}

	/**
	 * The appender has taken the lane, which was at rest.
	 */
	void comeBack() {
		cursor().letGo();
		if (this.own != null) {
			this.own = null;
		}
	}

	/**
	 * The number of tokens that are done with. The owner's.
	 */
	long tokens() {
		return this.tokensDone;
	}

	// What the owner does while the lane is away

	Cursor cursor() {
		return Objects.requireNonNull(this.cursor);
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
	 * Makes the next event that the handler wants the current one, unless there is one.
	 */
	boolean hasEvent() {
		Cursor cursor = cursor();
		while (!this.busy && cursor.missing() != 0) {
			Object slot = cursor.next();
			if (wants(slot)) {
				this.busy = true;
			}
			else if (slot instanceof Barrier barrier) {
				this.meter.end(this.tokensDone);
				this.run.appender.arrived(barrier, 1);
			}
		}
		return this.busy;
	}

	/**
	 * The handler has finished the current event.
	 */
	void finished(CallbackEvent event) {
		this.meter.finished(event.type(), this.failed);
		pass(current());
	}

	/**
	 * Leaves out the current event.
	 */
	void drop(CallbackEvent event, DropReason reason) {
		this.meter.dropped(event.type(), reason, this.tokensDone);
		pass(current());
	}

	/**
	 * The handler was given up in the current event.
	 */
	void timedOut(CallbackEvent event, long nanos) {
		this.meter.timedOut(event.type(), nanos, this.tokensDone);
		pass(current());
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
		else {
			this.run.window.goOnIfMuchRoom();
		}
	}

	/**
	 * Drops all events that there are.
	 */
	void dropAll(DropReason reason) {
		while (hasEvent()) {
			DropReason known = dropReason();
			drop(event(), (known != null) ? known : reason);
			done();
		}
	}

	/**
	 * The handler has failed at the current event.
	 */
	void failed(CallbackEvent event, Throwable failure) {
		this.failed = true;
		this.run.failures.failed(this.channel, event, failure);
	}

}
