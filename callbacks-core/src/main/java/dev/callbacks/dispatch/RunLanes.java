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

	private static final byte IN_STEP = 0;

	private static final byte AWAY = 1;

	/** A lane in step, to be called with the event at hand. */
	private static final byte DUE = 2;

	/** After so many tokens it is reported how many there were. */
	private static final int LOT = 64;

	private final RunShared run;

	private final HandlerSet handlers;

	/** Whether the thread that emits must not block, so that no lane is called there. */
	private final boolean neverHere;

	final EmittingThread here;

	private final EventLog log = new EventLog();

	/** Inline handlers first, which are always in step; then the others. */
	final LaneSet lanes;

	/** For each lane whether it is away, in step or due. The appender's. */
	private final byte[] where;

	/**
	 * The number of lanes that are away, and of those that read the log. The appender's.
	 */
	private int away;

	private int readers;

	/** The number of tokens that the listeners of handlers know of. The appender's. */
	private long reported;

	RunLanes(RunShared run, boolean neverHere) {
		this.run = run;
		this.handlers = run.family.handlers();
		this.neverHere = neverHere;
		this.lanes = new LaneSet(run);
		this.here = new EmittingThread(run, this.lanes);
		this.where = new byte[this.handlers.lanes.length];
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
			accept(event);
			// for handlers on this thread, and for the capture of the context
			Run.Scope scope = this.run.companion.openIn(Companion.NO_SCOPE);
			try {
				bring(event, new Barrier(event, this.handlers.lanes.length, whenPassed), true);
			}
			finally {
				scope.close();
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
		callInline(slot, event, timed, inTurn || event instanceof StartEvent);
		if (event instanceof StartEvent) {
			// as inline handlers left it
			this.run.context = RunContext.capture();
		}
		write(slot);
		int passed = sendAway(slot, event.type(), inTurn) - callHere(slot, timed, inTurn);
		this.here.leave();
		if (barrier != null) {
			this.run.appender.arrived(barrier, passed + 1);
		}
	}

	private void callInline(Object slot, CallbackEvent event, boolean timed, boolean atHome) {
		for (int i = 0; i < this.handlers.inline; i++) {
			if (this.handlers.lanes[i].wants(event.type())) {
				Lane lane = this.lanes.get(i);
				this.here.call(i, !atHome, event instanceof LlmNewToken);
				lane.callHere(slot, this.log, timed);
			}
		}
		if (atHome && this.handlers.inline != 0) {
			// what inline handlers change there is the caller's from now on
			this.here.leave();
		}
	}

	/**
	 * Writes an event for the lanes that are away, and takes those that are at rest.
	 */
	private void write(Object slot) {
		takeResting(null);
		if (this.away == 0) {
			this.log.forget();
			return;
		}
		if (this.readers != 0) {
			this.log.write(slot);
		}
		if (this.readers != this.away) {
			for (int i = 0; i < this.handlers.lanes.length; i++) {
				if (this.where[i] == AWAY && !this.handlers.lanes[i].pushesBack) {
					this.lanes.get(i).reader.write(slot);
				}
			}
		}
		// the count of the log before, the lanes at rest after it: see Lane.rest
		VarHandle.fullFence();
		takeResting(slot);
	}

	/**
	 * Takes the lanes at rest that lack nothing, or just the event that was written,
	 * which they are to get as if they had been in step. One that lacks more is left: it
	 * went to rest when there was more already, so that its thread is about to see that
	 * and take it back.
	 */
	private void takeResting(@Nullable Object written) {
		for (int word = 0; word < this.run.resting.words(); word++) {
			long settled = 0;
			for (long left = this.run.resting.word(word); left != 0; left &= left - 1) {
				LaneReader reader = this.lanes.get(LaneBits.lane(word, left)).reader;
				boolean is = (written != null) ? reader.lacksOnly(written) : reader.lacksNothing();
				settled |= is ? Long.lowestOneBit(left) : 0;
			}
			for (long taken = (settled != 0) ? this.run.resting.take(word, settled) : 0; taken != 0; taken &= taken
					- 1) {
				comeBack(LaneBits.lane(word, taken), written);
			}
		}
	}

	private void comeBack(int lane, @Nullable Object written) {
		LaneReader reader = this.lanes.get(lane).reader;
		if (written != null && reader.lacksNothing()) {
			// it has come and gone in between, and has the event behind it
			this.run.resting.add(lane);
		}
		else {
			reader.cursor().letGo();
			this.where[lane] = IN_STEP;
			count(lane, -1);
		}
	}

	private void count(int lane, int change) {
		this.away += change;
		this.readers += this.handlers.lanes[lane].pushesBack ? change : 0;
	}

	private void leaves(int lane) {
		this.where[lane] = AWAY;
		count(lane, 1);
	}

	/**
	 * Sends the lanes away that need another thread, and drops the event for those that
	 * shall not get it.
	 * @return how many lanes are left in step, which pass the event here
	 */
	private int sendAway(Object slot, EventType type, boolean inTurn) {
		int inStep = this.handlers.lanes.length - this.away;
		if (inStep == this.handlers.inline) {
			return inStep;
		}
		boolean mayDrop = this.run.mayDrop();
		boolean list = false;
		long now = 0;
		long sent = 0;
		for (int i = this.handlers.inline; i < this.handlers.lanes.length; i++) {
			if (this.where[i] == IN_STEP && this.handlers.lanes[i].wants(type)) {
				Lane lane = this.lanes.get(i);
				DropReason drop = mayDrop ? lane.reader.dropReason() : null;
				if (drop != null) {
					lane.reader.meter.dropped(this.run.event(slot, lane.channel).type(), drop);
				}
				else if (inTurn || mayBeCalledHere(lane.channel)) {
					this.where[i] = DUE;
				}
				else {
					now = (now != 0) ? now : System.nanoTime();
					leaves(i);
					lane.reader.leave(slot, this.log);
					lane.getReady(now);
					sent |= 1L << i;
					inStep--;
				}
			}
			if (sent != 0 && (i % Long.SIZE == Long.SIZE - 1 || i == this.handlers.lanes.length - 1)) {
				list |= this.lanes.ready.add(i / Long.SIZE, sent);
				sent = 0;
			}
		}
		if (list) {
			this.run.engine.workers.add(this.lanes.ready);
		}
		return inStep;
	}

	private boolean mayBeCalledHere(HandlerChannel channel) {
		if (this.run.family.frame() != null) {
			// a handler at work waits for the run
			return true;
		}
		return !this.neverHere && !channel.blocking && !channel.serialized;
	}

	/**
	 * Lets the lanes that are due work on an event; on the thread of a blocking caller
	 * each finishes it before the next begins.
	 * @return how many have left with it
	 */
	private int callHere(Object slot, boolean timed, boolean inTurn) {
		int left = 0;
		for (int i = this.handlers.inline; i < this.handlers.lanes.length; i++) {
			if (this.where[i] == DUE) {
				this.where[i] = IN_STEP;
				this.here.call(i, true, slot instanceof LlmNewToken);
				if (!this.lanes.get(i).callHere(slot, this.log, timed)) {
					leaves(i);
					left++;
				}
			}
			if (inTurn && !isBack(i)) {
				int place = i;
				this.here.leave();
				this.run.appender.waitUntil(() -> isBack(place));
			}
		}
		return left;
	}

	/**
	 * Whether a lane is in step, or has come back to it with the event behind it.
	 */
	private boolean isBack(int lane) {
		if (this.where[lane] == AWAY) {
			takeResting(null);
		}
		return this.where[lane] != AWAY;
	}

	/**
	 * Says that handlers are to get an event.
	 */
	private void accept(CallbackEvent event) {
		for (HandlerChannel channel : this.handlers.all) {
			if (channel.wants(event.type())) {
				EventType type = this.run.events.view(event, channel).type();
				channel.listener.tell((listener) -> listener.accepted(type, 1));
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
		for (HandlerChannel channel : this.handlers.all) {
			if (channel.wants(EventType.LLM_NEW_TOKEN)) {
				channel.listener.tell((listener) -> listener.accepted(EventType.LLM_NEW_TOKEN, count));
			}
		}
		for (int i = 0; i < this.handlers.lanes.length; i++) {
			if (this.where[i] != AWAY && this.handlers.lanes[i].wants(EventType.LLM_NEW_TOKEN)) {
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
			HandlerChannel channel = this.handlers.lanes[i];
			if (channel.pushesBack) {
				limit = Math.min(limit,
						this.lanes.get(i).reader.limit(this.run.events.tokens, room.applyAsInt(channel.window)));
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
			if (lane.place == this.here.calling() || LaneState.of(lane.state.word()) != LaneState.REST) {
				waitsFor.put(lane.channel.name(), lane.reader.lag(this.run.events.tokens));
			}
		});
		return new RunStatus(this.run, Duration.ofNanos(this.run.events.nanos()), this.run.events.index(), waitsFor);
	}

}
