// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog sees of a lane.
 *
 * @param lane the lane
 * @param word its state and turn
 */
record LaneWatch(Lane lane, int word) {

	/**
	 * Looks at a lane, and gives up an invocation that overran its time.
	 */
	static void look(Lane lane, long now, long warnAfter) {
		LaneWatch watch = new LaneWatch(lane, lane.state.word());
		long age = lane.state.age(watch.word, now);
		if (age == 0 || !watch.isInUserCode()) {
			return;
		}
		lane.channel.setSlow(true);
		if (!watch.canBeGivenUp()) {
			if (age >= warnAfter) {
				lane.reader.run.heldUp(lane.channel);
			}
		}
		else if (age >= TimeUnit.NANOSECONDS.convert(lane.channel.timeout)) {
			watch.giveUp(age, null);
		}
	}

	/**
	 * Gives up what is under way, or waits for a permit, at the end of a drain.
	 */
	static void giveUpNow(Lane lane) {
		LaneWatch watch = new LaneWatch(lane, lane.state.word());
		if (watch.isInUserCode() && watch.canBeGivenUp()) {
			watch.giveUp(0, DropReason.SHUTDOWN);
		}
		else if (LaneState.of(watch.word) == LaneState.READY && lane.channel.permits.remove(lane)) {
			lane.drop(DropReason.SHUTDOWN);
		}
	}

	private boolean isInUserCode() {
		int state = LaneState.of(this.word);
		return state == LaneState.CALLING || state == LaneState.SUSPENDED;
	}

	/**
	 * Whether the invocation is not on a thread that somebody else needs.
	 */
	private boolean canBeGivenUp() {
		return LaneState.of(this.word) == LaneState.SUSPENDED || this.lane.worker != null;
	}

	private void giveUp(long age, @Nullable DropReason drop) {
		Thread worker = this.lane.worker;
		if (!this.lane.state.takeOver(this.word)) {
			return;
		}
		LaneReader reader = this.lane.reader;
		HandlerChannel channel = this.lane.channel;
		CallbackEvent event = reader.event();
		if (drop != null) {
			reader.meter.dropped(event.type(), drop);
		}
		else {
			reader.meter.timedOut(event.type(), age);
			reader.run.failures.timedOut(channel, event);
		}
		// behind what was raised: nothing waits for the handler from here on
		reader.cut();
		boolean calling = LaneState.of(this.word) == LaneState.CALLING;
		if (calling) {
			abandon(this.lane, Objects.requireNonNull(worker));
		}
		reader.done();
		this.lane.dropAll(DropReason.CUT_OFF);
		if (!calling && channel.serialized) {
			channel.permits.leave();
		}
	}

	private static void abandon(Lane lane, Thread worker) {
		lane.reader.run.engine.workers.workerIsStuck();
		ForeignCode.run("The thread of a handler could not be interrupted", worker::interrupt);
		lane.channel.listener.tell((listener) -> listener.stuckThreads(1));
		lane.interrupted = true;
		if (lane.channel.permits.abandon()) {
			lane.channel.log.stuck();
		}
	}

}
