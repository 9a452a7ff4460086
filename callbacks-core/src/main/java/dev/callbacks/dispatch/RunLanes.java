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

import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

import dev.callbacks.CallerLoop;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one run, its log, and how an event is brought to them: inline handlers
 * first; then the event is published for the lanes that are away; then those in step that
 * need another thread are sent away with it; then the others are called here.
 * <p>
 * Events are published by the run's appender, one at a time; what else is here may be
 * called by any thread unless it says otherwise.
 */
final class RunLanes {

	private static final InlineHandler[] NO_INLINE = {};

	private static final LaneGroup[] NO_GROUPS = {};

	/** After so many tokens it is reported how many there were. */
	private static final int LOT = 64;

	private final DispatchedRun run;

	private final HandlerSet handlers;

	private final @Nullable CallerLoop caller;

	/** Whether a handler at work waits for the run, so that lanes are called here. */
	private final boolean nested;

	/** Whether the thread that emits must not block, so that no lane is called there. */
	private final boolean neverHere;

	private final EmittingThread here;

	private final InlineHandler[] inline;

	private final LaneGroup[] groups;

	private final EventLog log = new EventLog();

	/** The number of tokens that were published. Written by the appender. */
	private long tokens;

	/** Up to which token handlers' listeners know of them. The appender's. */
	private long reported;

	RunLanes(DispatchedRun run, HandlerSet handlers, @Nullable CallerLoop caller, boolean nested, boolean neverHere,
			Workers workers) {
		this.run = run;
		this.handlers = handlers;
		this.caller = caller;
		this.nested = nested;
		this.neverHere = neverHere;
		this.here = new EmittingThread(run);
		this.inline = (handlers.inline.length != 0) ? new InlineHandler[handlers.inline.length] : NO_INLINE;
		for (int i = 0; i < this.inline.length; i++) {
			this.inline[i] = new InlineHandler(run, handlers.inline[i]);
		}
		this.groups = (handlers.groups() != 0) ? new LaneGroup[handlers.groups()] : NO_GROUPS;
		for (int i = 0; i < this.groups.length; i++) {
			this.groups[i] = new LaneGroup(run, handlers, i, this.log, workers);
		}
	}

	/**
	 * Whether the emitting thread is in a handler. That thread's.
	 */
	boolean areCallingHere() {
		return this.here.isEntered();
	}

	boolean isEmpty() {
		return this.handlers.isEmpty();
	}

	boolean wants(EventType type) {
		return (this.handlers.interest & HandlerChannel.bit(type)) != 0;
	}

	int order(HandlerChannel channel) {
		return this.handlers.all.indexOf(channel);
	}

	/**
	 * A barrier for an event that all of these handlers have to pass.
	 */
	Barrier barrier(CallbackEvent event, Runnable onOpen) {
		return new Barrier(event, this.handlers.others.length, onOpen);
	}

	// What the appender does

	/**
	 * Brings an event to all who want it.
	 * @param barrier the barrier of the event, or {@code null}
	 */
	void publish(CallbackEvent event, @Nullable Barrier barrier) {
		long before = this.tokens;
		boolean token = event instanceof LlmNewToken;
		if (token) {
			this.tokens = before + 1;
		}
		else {
			report();
			accept(event);
		}
		boolean inTurn = this.caller != null && this.caller.isOwner();
		int type = event.type().ordinal();
		Object slot = (barrier != null) ? barrier : event;
		callInline(event, before, inTurn || event instanceof StartEvent);
		if (event instanceof StartEvent) {
			this.run.captureContext();
		}
		int passed = -write(type, slot, before, barrier != null);
		for (int i = 0; i < this.groups.length; i++) {
			passed += this.groups[i].sendAway(slot, before, calledHere(i, inTurn));
		}
		for (LaneGroup group : this.groups) {
			passed += inTurn ? callInTurn(group, slot, before) : callHere(group, slot, before);
		}
		this.here.leave();
		if (barrier != null) {
			this.run.arrived(barrier, passed + 1);
		}
		if (this.tokens - this.reported >= LOT) {
			report();
		}
	}

	private void callInline(CallbackEvent event, long tokens, boolean atHome) {
		for (InlineHandler handler : this.inline) {
			if (handler.channel.wants(event.type())) {
				this.here.call(handler.channel, handler.view, !atHome, event instanceof LlmNewToken);
				handler.call(event, tokens);
			}
		}
		if (atHome && this.inline.length != 0) {
			// what inline handlers change there is the caller's from now on
			this.here.leave();
		}
	}

	/**
	 * Writes an event for the lanes that are away, if one of them has to find it.
	 * @return how many lanes are in step that have passed it by themselves
	 */
	private int write(int type, Object slot, long tokens, boolean everybody) {
		boolean shared = false;
		boolean together = true;
		for (LaneGroup group : this.groups) {
			shared |= group.prepare(type, everybody, tokens);
			together &= group.areAllInStep();
		}
		if (together) {
			this.log.forget();
			return 0;
		}
		boolean filled = shared && this.log.write(slot);
		int passed = 0;
		for (LaneGroup group : this.groups) {
			passed += group.publish(type, slot, tokens, everybody, shared, filled);
		}
		return passed;
	}

	private long calledHere(int group, boolean inTurn) {
		if (inTurn || this.nested) {
			return -1L;
		}
		return this.neverHere ? 0 : this.handlers.unblocking(group);
	}

	private int callHere(LaneGroup group, Object slot, long tokens) {
		int passed = 0;
		for (long left = group.due(); left != 0; left &= left - 1) {
			passed += call(group, group.lanes[Long.numberOfTrailingZeros(left)], slot, tokens) ? 1 : 0;
		}
		return passed;
	}

	/**
	 * Lets each lane finish the event before the next is called.
	 */
	private int callInTurn(LaneGroup group, Object slot, long tokens) {
		int passed = 0;
		for (Lane lane : group.lanes) {
			if ((group.due() & lane.bit()) != 0) {
				passed += call(group, lane, slot, tokens) ? 1 : 0;
			}
			if (this.caller != null && !group.isBack(lane, this.tokens)) {
				this.here.leave();
				this.caller.runUntil(() -> group.isBack(lane, this.tokens));
			}
		}
		return passed;
	}

	private boolean call(LaneGroup group, Lane lane, Object slot, long tokens) {
		this.here.call(lane.channel, lane.view(), true, slot instanceof LlmNewToken);
		return group.callHere(lane, slot, tokens);
	}

	/**
	 * Says that handlers are to get an event.
	 */
	private void accept(CallbackEvent event) {
		for (HandlerChannel channel : this.handlers.all) {
			if (channel.wants(event.type())) {
				channel.listener.accepted(this.run.view(event, channel).type(), 1);
			}
		}
	}

	/**
	 * Says of the tokens up to now that handlers are to get them, and that those in step
	 * have.
	 */
	void report() {
		long count = this.tokens - this.reported;
		if (count == 0) {
			return;
		}
		this.reported = this.tokens;
		for (HandlerChannel channel : this.handlers.all) {
			if (channel.wants(EventType.LLM_NEW_TOKEN)) {
				channel.listener.accepted(EventType.LLM_NEW_TOKEN, count);
			}
		}
		for (InlineHandler handler : this.inline) {
			handler.report(this.tokens);
		}
		for (LaneGroup group : this.groups) {
			group.report(this.tokens);
		}
	}

	// The window

	/**
	 * Whether nobody who wants tokens is behind. The appender's.
	 */
	boolean areInStep() {
		for (LaneGroup group : this.groups) {
			if (!group.areInStep(EventType.LLM_NEW_TOKEN.ordinal())) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Writes down how far the lanes in step have come, for those who look from outside.
	 * The appender's.
	 */
	void bringUpToDate() {
		for (LaneGroup group : this.groups) {
			group.bringUpToDate(this.tokens);
		}
	}

	/**
	 * The count that tokens may reach, as far as the handlers have come.
	 * @param room how many may be unfinished, given the window of a handler
	 */
	long limit(IntUnaryOperator room) {
		long limit = Long.MAX_VALUE;
		for (LaneGroup group : this.groups) {
			for (Lane lane : group.lanes) {
				if (lane.channel.wants(EventType.LLM_NEW_TOKEN) && !lane.channel.shedsTokens) {
					limit = Math.min(limit, lane.limit(this.tokens, room.applyAsInt(lane.channel.window)));
				}
			}
		}
		return limit;
	}

	/**
	 * Counts the tokens that were published. The appender's; others ask it only when they
	 * have seen a waiter that the appender set later.
	 */
	long tokens() {
		return this.tokens;
	}

	// What the watchdog does

	void watch(long now, long warnAfter, Consumer<Lane> look) {
		this.here.watch(now, warnAfter);
		for (LaneGroup group : this.groups) {
			for (Lane lane : group.lanes) {
				look.accept(lane);
			}
		}
	}

	/**
	 * Gives up what is under way, at the end of a drain.
	 */
	void giveUpNow() {
		for (LaneGroup group : this.groups) {
			for (Lane lane : group.lanes) {
				LaneWatch.giveUpNow(lane);
			}
		}
	}

	/**
	 * Lets the lanes that wait for a worker drop what they have, at the end of a drain.
	 */
	void dropReady() {
		for (LaneGroup group : this.groups) {
			group.ready.dropAll();
		}
	}

	/**
	 * Gives up what was given up in the run above.
	 */
	void inherit(@Nullable DispatchedRun parent) {
		if (parent != null) {
			parent.lanes().handDownCuts(this);
		}
	}

	/**
	 * Gives up in a run below what was given up here.
	 */
	void handDownCuts(RunLanes child) {
		for (LaneGroup group : this.groups) {
			for (Lane lane : group.lanes) {
				if (lane.isCut()) {
					child.cutOff(lane.channel);
				}
			}
		}
	}

	void cutOff(HandlerChannel channel) {
		Lane lane = lane(channel);
		if (lane != null) {
			lane.cut();
		}
	}

	boolean isCutOff(HandlerChannel channel) {
		Lane lane = lane(channel);
		return lane != null && lane.isCut();
	}

	private @Nullable Lane lane(HandlerChannel channel) {
		for (LaneGroup group : this.groups) {
			for (Lane lane : group.lanes) {
				if (lane.channel == channel) {
					return lane;
				}
			}
		}
		return null;
	}

}
