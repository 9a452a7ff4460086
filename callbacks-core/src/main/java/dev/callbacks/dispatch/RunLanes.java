// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one run, its log, and how an event is brought to them: inline handlers
 * first; then it is written for the lanes that are away; then those in step that need
 * another thread are sent away with it; then the others are called here.
 * <p>
 * Events are published by the run's appender, one at a time; what else is here may be
 * called by any thread unless it says otherwise.
 */
final class RunLanes {

	/** After so many tokens it is reported how many there were. */
	private static final int LOT = 64;

	private final RunShared run;

	private final HandlerSet handlers;

	/** Those that are not called on the thread that emits, a bit for each. */
	private final long[] apart;

	final EmittingThread here;

	private final EventLog log = new EventLog();

	/** Inline handlers first, which are always in step; then the others. */
	final LaneSet lanes;

	/**
	 * Those that are away, a bit for each; and in the second half those in step that are
	 * to be called with the event at hand. The appender's.
	 */
	private final long[] away;

	/** The number of tokens that the listeners of handlers know of. The appender's. */
	private long reported;

	/**
	 * The lanes of a run.
	 * @param neverHere whether the thread that emits must not block
	 */
	RunLanes(RunShared run, boolean neverHere) {
		this.run = run;
		this.handlers = run.family.handlers();
		this.lanes = new LaneSet(run);
		this.here = new EmittingThread(run, this.lanes);
		// a handler at work waits for such a run, perhaps on one of the workers
		this.apart = run.nested ? new long[this.handlers.notInline.length]
				: neverHere ? this.handlers.notInline : this.handlers.needThread;
		this.away = new long[2 * this.apart.length];
	}

	// What the appender does

	/**
	 * Brings an event to all, and goes on when all have passed it.
	 * @param event the event, which may be {@code null} if there are no handlers
	 */
	void publish(@Nullable CallbackEvent event, Runnable whenPassed) {
		if (event == null || this.handlers.isEmpty()) {
			this.run.appender.later(whenPassed);
		}
		else {
			report();
			accept(event.type(), 1);
			// for handlers on this thread, and for the capture of the context
			Run.Scope scope = this.run.companion.openIn(Companion.NO_SCOPE);
			try (scope) {
				bring(event, new Barrier(event, this.handlers.lanes.length, whenPassed), true);
			}
		}
	}

	/**
	 * Brings a token to all who want it.
	 */
	void publish(LlmNewToken token) {
		bring(token, null, token.index() % LaneMeter.SAMPLE == 0);
		if (this.run.events.tokens - this.reported >= LOT) {
			report();
		}
	}

	private void bring(CallbackEvent event, @Nullable Barrier barrier, boolean timed) {
		Object slot = (barrier != null) ? barrier : event;
		boolean inTurn = this.run.appender.isOnCallersThread();
		if (this.handlers.inline != 0) {
			callInline(slot, event, timed, inTurn || event instanceof StartEvent);
		}
		if (event instanceof StartEvent) {
			// as inline handlers left it
			this.run.context = RunContext.capture();
		}
		boolean mayDrop = this.run.mayDrop();
		write(slot, event, barrier == null && !inTurn && !mayDrop && !this.run.nested);
		int passed = sendAway(slot, event.type(), inTurn, mayDrop) - callDue(slot, inTurn, timed);
		this.here.leave();
		if (barrier != null) {
			this.run.appender.arrived(barrier, passed + 1);
		}
	}

	private void callInline(Object slot, CallbackEvent event, boolean timed, boolean atHome) {
		for (int i = 0; i < this.handlers.inline; i++) {
			if (this.handlers.lanes[i].wants(event.type())) {
				callHere(i, slot, !atHome, timed);
			}
		}
		if (atHome) {
			// what inline handlers change there is the caller's from now on
			this.here.leave();
		}
	}

	/**
	 * Writes an event for the lanes that are away, and wakes those at rest.
	 * @param staying whether those that are not called here stay away, as for a token
	 */
	private void write(Object slot, CallbackEvent event, boolean staying) {
		takeResting(staying);
		boolean isAway = false;
		boolean isRead = false;
		for (int word = 0; word < this.apart.length; word++) {
			long away = this.away[word];
			isAway |= away != 0;
			isRead |= (away & this.handlers.pushBack[word]) != 0;
			for (long left = away & ~this.handlers.pushBack[word]; left != 0; left &= left - 1) {
				this.lanes.get(LaneBits.lane(word, left)).reader.write(slot);
			}
		}
		if (!isAway) {
			this.log.forget();
			return;
		}
		if (isRead) {
			this.log.write(slot);
		}
		// the count of the log before, the lanes at rest after it: see Lane.rest
		VarHandle.fullFence();
		wake((slot == event) ? this.handlers.wanting(event.type()) : this.handlers.notInline, staying,
				this.run.events.began + event.nanos());
	}

	/**
	 * Takes the lanes at rest that lack nothing. One that lacks something is left: it
	 * went to rest when there was more already, so that its thread is about to see that
	 * and take it back.
	 */
	private void takeResting(boolean staying) {
		for (int word = 0; word < this.apart.length; word++) {
			long settled = 0;
			for (long left = this.run.resting.word(word) & (staying ? ~this.apart[word] : -1L); left != 0; left &= left
					- 1) {
				settled |= this.lanes.get(LaneBits.lane(word, left)).reader.lacksNothing() ? Long.lowestOneBit(left)
						: 0;
			}
			long taken = this.run.resting.take(word, settled);
			for (long left = taken; left != 0; left &= left - 1) {
				this.lanes.get(LaneBits.lane(word, left)).reader.comeBack();
			}
			this.away[word] &= ~taken;
		}
	}

	/**
	 * Wakes lanes at rest for an event that was written.
	 * @param some those to which it is brought
	 */
	private void wake(long[] some, boolean staying, long now) {
		for (int word = 0; word < this.apart.length; word++) {
			long taken = this.run.resting.take(word, this.run.resting.word(word) & some[word]);
			if (staying && taken != 0) {
				this.run.engine.workers.add(this.lanes.ready, word, taken, now);
				taken = 0;
			}
			for (; taken != 0; taken &= taken - 1) {
				// one that has come and gone in between finds nothing, and rests again
				this.lanes.get(LaneBits.lane(word, taken)).getReady(now);
			}
		}
	}

	private boolean isAway(int lane) {
		return (this.away[lane / Long.SIZE] & 1L << lane) != 0;
	}

	/**
	 * Sends the lanes away that need another thread, and drops the event for those that
	 * shall not get it. The others that want it are due.
	 * @return how many lanes are left in step, which pass the event here
	 */
	private int sendAway(Object slot, EventType type, boolean inTurn, boolean mayDrop) {
		int inStep = this.handlers.lanes.length;
		for (int word = 0; word < this.apart.length; word++) {
			long due = this.handlers.wanting(type)[word] & this.handlers.notInline[word] & ~this.away[word];
			if (mayDrop) {
				due &= ~drop(type, word, due);
			}
			long leaving = inTurn ? 0 : due & this.apart[word];
			if (leaving != 0) {
				for (long left = leaving; left != 0; left &= left - 1) {
					this.lanes.get(LaneBits.lane(word, left)).reader.leave(slot, this.log);
				}
				this.away[word] |= leaving;
				this.run.engine.workers.add(this.lanes.ready, word, leaving, System.nanoTime());
			}
			this.away[this.apart.length + word] = due & ~leaving;
			inStep -= Long.bitCount(this.away[word]);
		}
		return inStep;
	}

	/**
	 * Drops an event for those of some lanes that shall not get it.
	 * @return these
	 */
	private long drop(EventType type, int word, long some) {
		long dropped = 0;
		for (long left = some; left != 0; left &= left - 1) {
			Lane lane = this.lanes.get(LaneBits.lane(word, left));
			DropReason reason = lane.reader.dropReason();
			if (reason != null) {
				lane.reader.dropped(lane.channel.seenAs(type), reason);
				dropped |= Long.lowestOneBit(left);
			}
		}
		return dropped;
	}

	/**
	 * Calls the lanes that are due with an event. On the thread of a blocking caller each
	 * of the others finishes it as well before the next begins.
	 * @return how many have left with it
	 */
	private int callDue(Object slot, boolean inTurn, boolean timed) {
		int gone = 0;
		for (int word = 0; word < this.apart.length; word++) {
			long due = this.away[this.apart.length + word];
			for (long left = inTurn ? this.handlers.notInline[word] : due; left != 0; left &= left - 1) {
				int place = LaneBits.lane(word, left);
				if ((due & Long.lowestOneBit(left)) != 0) {
					gone += callHere(place, slot, true, timed);
				}
				if (inTurn && !isBack(place)) {
					this.here.leave();
					this.run.appender.waitUntil(() -> isBack(place));
				}
			}
		}
		return gone;
	}

	private int callHere(int place, Object slot, boolean inContext, boolean timed) {
		Lane lane = this.lanes.get(place);
		this.here.call(place, inContext, slot instanceof LlmNewToken);
		if (lane.callHere(slot, this.log, timed)) {
			return 0;
		}
		this.away[place / Long.SIZE] |= 1L << place;
		return 1;
	}

	/**
	 * Whether a lane is in step, or has come back to it with the event behind it.
	 */
	private boolean isBack(int lane) {
		if (isAway(lane)) {
			takeResting(false);
		}
		return !isAway(lane);
	}

	/**
	 * Says that handlers are to get events of a type.
	 */
	private void accept(EventType type, long count) {
		for (HandlerChannel channel : this.handlers.lanes) {
			if (channel.wants(type)) {
				EventType seen = channel.seenAs(type);
				channel.listener.tell((listener) -> listener.accepted(seen, count));
			}
		}
	}

	/**
	 * Says of the tokens up to now that handlers are to get them, and that those in step
	 * have.
	 */
	void report() {
		long count = this.run.events.tokens - this.reported;
		if (count == 0) {
			return;
		}
		this.reported += count;
		accept(EventType.LLM_NEW_TOKEN, count);
		for (int i = 0; i < this.handlers.lanes.length; i++) {
			if (!isAway(i) && this.handlers.lanes[i].wants(EventType.LLM_NEW_TOKEN)) {
				this.lanes.get(i).reader.meter.flush();
			}
		}
	}

	/**
	 * The count that tokens may reach, as far as the handlers have come.
	 * @param room how many may be unfinished, given the window of a handler
	 */
	long limit(IntUnaryOperator room) {
		long limit = Long.MAX_VALUE;
		for (int i = 0; i < this.handlers.lanes.length; i++) {
			if (this.handlers.lanes[i].pushesBack) {
				limit = Math.min(limit, this.lanes.get(i).reader.limit(this.run.events.tokens, room));
			}
		}
		return limit;
	}

	// What others do

	/**
	 * The state of the run, which waits for the handlers that are not done with what they
	 * were to get.
	 */
	RunStatus status() {
		Map<String, Long> waitsFor = new HashMap<>();
		this.lanes.forEach((lane) -> {
			if (lane.place == this.here.calling() || lane.isAtWork()) {
				waitsFor.put(lane.channel.name(), lane.reader.lag(this.run.events.tokens));
			}
		});
		return new RunStatus(this.run, Duration.ofNanos(this.run.events.nanos()), this.run.events.index(), waitsFor);
	}

}
