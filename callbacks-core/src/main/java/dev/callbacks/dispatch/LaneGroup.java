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

import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Up to 63 lanes of a run, each a bit of a few words. Most runs have one group.
 * <p>
 * A lane is <i>in step</i> while the appender owns it: the appender calls its handler, or
 * sends it away with the event. A lane that is away reads the log. When it has nothing
 * left it sets its bit in {@link #resting}, and the appender takes it with the next
 * event.
 * <p>
 * Everything but {@link #rest} and {@link #takeBack} belongs to the appender.
 */
final class LaneGroup {

	private static final int TOKEN = EventType.LLM_NEW_TOKEN.ordinal();

	/**
	 * The number of slots that a lane may lack, beyond two windows, before they are
	 * moved.
	 */
	private static final int MAX_LAG = 128;

	private static final VarHandle RESTING = Fields.field(MethodHandles.lookup(), "resting", long.class);

	final DispatchedRun run;

	final Lane[] lanes;

	final ReadyLanes ready;

	private final EventLog log;

	/** By type of event: the lanes whose handlers want it. */
	private final long[] wants;

	private volatile long resting;

	private long inStep;

	/** The lanes that are away and read a log of their own. */
	private long apart;

	/** Those logs, and how many tokens each was given; by place. */
	private EventLog @Nullable [] logs;

	private long @Nullable [] given;

	/** The lanes in step that are to get the event at hand. */
	private long due;

	LaneGroup(DispatchedRun run, HandlerSet handlers, int group, EventLog log, Workers workers) {
		this.run = run;
		this.log = log;
		this.wants = handlers.wants(group);
		int first = group * HandlerSet.GROUP;
		this.lanes = new Lane[Math.min(handlers.others.length - first, HandlerSet.GROUP)];
		for (int i = 0; i < this.lanes.length; i++) {
			this.lanes[i] = new Lane(this, handlers.others[first + i], i);
		}
		this.ready = new ReadyLanes(workers, this.lanes);
		this.inStep = all();
	}

	private long all() {
		return -1L >>> (Long.SIZE - this.lanes.length);
	}

	private Lane first(long bits) {
		return this.lanes[Long.numberOfTrailingZeros(bits)];
	}

	// Any thread's

	/**
	 * Says that a lane is at rest. Is a full fence.
	 */
	void rest(Lane lane) {
		RESTING.getAndBitwiseOr(this, lane.bit());
	}

	/**
	 * Takes a lane that is at rest, unless the appender has it.
	 */
	boolean takeBack(Lane lane) {
		return ((long) RESTING.getAndBitwiseAnd(this, ~lane.bit()) & lane.bit()) != 0;
	}

	// Before an event is published

	/**
	 * Takes the lanes that are at rest, and finds who is to get the event.
	 * @param everybody whether all who are away have to pass it
	 * @param tokens how many tokens there were before
	 * @return whether one who is away has to find it in the log
	 */
	boolean prepare(int type, boolean everybody, long tokens) {
		if (this.resting != 0) {
			takeResting(0, tokens);
		}
		this.due = this.inStep & this.wants[type];
		return (away(type, everybody) & ~this.apart) != 0;
	}

	private long away(int type, boolean everybody) {
		return all() & ~this.inStep & (everybody ? -1L : this.wants[type]);
	}

	boolean areAllInStep() {
		return this.inStep == all();
	}

	boolean areInStep(int type) {
		return (this.wants[type] & ~this.inStep) == 0;
	}

	// When the event is written to the log that all share

	/**
	 * Publishes the event for those who are away, and takes those who went to rest
	 * meanwhile.
	 * @param everybody whether all who are away have to pass it
	 * @param tokens how many tokens there were before
	 * @param shared whether it is in the log that all share
	 * @param filled whether a piece of that log was filled
	 * @return how many lanes are in step that have passed the event by themselves
	 */
	int publish(int type, Object slot, long tokens, boolean everybody, boolean shared, boolean filled) {
		long written = (shared ? ~this.apart : 0) | writeApart(type, everybody, slot);
		if (filled) {
			moveThoseFarBehind();
		}
		// the count of the log before, the lanes at rest after it: see Lane.rest
		VarHandle.fullFence();
		return (this.resting != 0) ? takeRested(type, written, tokens) : 0;
	}

	/**
	 * Writes the event for those who are away and read a log of their own.
	 * @return those for whom it was written
	 */
	private long writeApart(int type, boolean everybody, Object slot) {
		long written = 0;
		for (long left = away(type, everybody) & this.apart; left != 0; left &= left - 1) {
			Lane lane = first(left);
			if (type == TOKEN && lane.channel.shedsTokens && !hasRoom(lane)) {
				lane.channel.listener.dropped(EventType.LLM_NEW_TOKEN, DropReason.SHED, 1);
				continue;
			}
			logs()[lane.place].write(slot);
			given()[lane.place] += (type == TOKEN) ? 1 : 0;
			written |= lane.bit();
		}
		return written;
	}

	private boolean hasRoom(Lane lane) {
		return given()[lane.place] < lane.limit(given()[lane.place], lane.channel.window);
	}

	/**
	 * Moves what lanes lack that are far behind, so that they keep no piece of the log.
	 */
	private void moveThoseFarBehind() {
		for (long left = all() & ~this.inStep & ~this.apart; left != 0; left &= left - 1) {
			Lane lane = first(left);
			EventLog own = lane.moveAway(MAX_LAG + 2L * lane.channel.window);
			if (own != null) {
				logs()[lane.place] = own;
				this.apart |= lane.bit();
			}
		}
	}

	private EventLog[] logs() {
		EventLog[] logs = this.logs;
		if (logs == null) {
			logs = new EventLog[this.lanes.length];
			this.logs = logs;
		}
		return logs;
	}

	private long[] given() {
		long[] given = this.given;
		if (given == null) {
			given = new long[this.lanes.length];
			this.given = given;
		}
		return given;
	}

	/**
	 * Takes the lanes that went to rest meanwhile. Those that have not read the event are
	 * to get it as if they had been in step.
	 */
	private int takeRested(int type, long written, long tokens) {
		long before = this.inStep;
		long unread = takeResting(written, tokens);
		this.due |= unread & this.wants[type];
		long read = this.inStep & ~before & ~unread;
		for (long left = (type == TOKEN) ? read & this.wants[type] : 0; left != 0; left &= left - 1) {
			first(left).meter.stepFrom(tokens + 1);
		}
		return Long.bitCount(read & written);
	}

	/**
	 * Takes the lanes at rest that lack nothing, or just the event that was written. One
	 * that lacks more is left: it went to rest when there was more already, so that its
	 * thread is about to see that and take it back.
	 * @return those that have not read what was written
	 */
	private long takeResting(long written, long tokens) {
		long settled = 0;
		for (long left = this.resting; left != 0; left &= left - 1) {
			Lane lane = first(left);
			settled |= (lane.missing() <= Long.bitCount(written & lane.bit())) ? lane.bit() : 0;
		}
		if (settled == 0) {
			return 0;
		}
		long taken = (long) RESTING.getAndBitwiseAnd(this, ~settled) & settled;
		long unread = 0;
		for (long left = taken; left != 0; left &= left - 1) {
			Lane lane = first(left);
			unread |= (lane.missing() != 0) ? lane.bit() : 0;
			lane.comeBack(tokens);
		}
		this.inStep |= taken;
		this.apart &= ~taken;
		return unread;
	}

	/**
	 * Sends the lanes away that need another thread, and drops the event for those that
	 * shall not get it.
	 * @param here the lanes that may be called on this thread
	 * @return how many lanes in step have the event behind them, not wanting it included
	 */
	int sendAway(Object slot, long tokens, long here) {
		int passed = Long.bitCount(this.inStep & ~this.due);
		if (this.run.mayDrop()) {
			passed += drop(slot, tokens);
		}
		long sent = this.due & ~here;
		long now = (sent != 0) ? System.nanoTime() : 0;
		for (long left = sent; left != 0; left &= left - 1) {
			first(left).makeReady(slot, tokens, now);
		}
		if (sent != 0) {
			this.due &= ~sent;
			this.inStep &= ~sent;
			this.ready.add(sent);
		}
		return passed;
	}

	/**
	 * Leaves the event out for those that shall not get it.
	 */
	private int drop(Object slot, long tokens) {
		long before = this.due;
		for (long left = before; left != 0; left &= left - 1) {
			Lane lane = first(left);
			DropReason drop = lane.dropReason();
			if (drop != null) {
				lane.drop(slot, tokens, drop);
				this.due &= ~lane.bit();
			}
		}
		return Long.bitCount(before & ~this.due);
	}

	/** The lanes that are to be called on this thread, when the others are away. */
	long due() {
		return this.due;
	}

	/**
	 * Lets a lane work on the event on this thread, or away if it has to wait.
	 * @return whether it is done with the event; else it is away
	 */
	boolean callHere(Lane lane, Object slot, long tokens) {
		boolean serialized = lane.channel.serialized;
		if (serialized && !lane.channel.permits.tryEnter()) {
			this.inStep &= ~lane.bit();
			lane.makeReady(slot, tokens, System.nanoTime());
			lane.toThread();
			return false;
		}
		if (!lane.callHere(slot, tokens)) {
			this.inStep &= ~lane.bit();
			return false;
		}
		if (serialized) {
			lane.channel.permits.leave();
		}
		return true;
	}

	/**
	 * Whether a lane is in step, or has come back to it with the event behind it.
	 * @param tokens how many tokens there are by now
	 */
	boolean isBack(Lane lane, long tokens) {
		if ((this.inStep & lane.bit()) == 0 && this.resting != 0) {
			takeResting(0, tokens);
		}
		return (this.inStep & lane.bit()) != 0;
	}

	/**
	 * Places the cursor of a lane that leaves with an event.
	 * @param tokens how many tokens the lane was given, with this one
	 */
	void place(Lane lane, Cursor cursor, long tokens) {
		if (!lane.channel.shedsTokens) {
			this.log.place(cursor);
			return;
		}
		EventLog own = logs()[lane.place];
		if (own == null) {
			own = new EventLog();
			logs()[lane.place] = own;
		}
		own.forget();
		own.place(cursor);
		given()[lane.place] = tokens;
		this.apart |= lane.bit();
	}

	void bringUpToDate(long tokens) {
		for (long left = this.inStep & this.wants[TOKEN]; left != 0; left &= left - 1) {
			first(left).tokensDone(tokens);
		}
	}

	/**
	 * Reports the tokens that lanes in step are done with.
	 */
	void report(long tokens) {
		for (long left = this.inStep & this.wants[TOKEN]; left != 0; left &= left - 1) {
			first(left).meter.stepTo(tokens);
		}
	}

}
