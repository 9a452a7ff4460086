// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * An invocation that the watchdog has seen under way. It is there only while a lane is in
 * user code from one look to the next.
 *
 * @param lane the lane
 * @param word its state and turn
 * @param since when that was seen first
 */
record LaneWatch(Lane lane, int word, long since) {

	/**
	 * Looks at a lane.
	 * @param before what was seen the last time, or {@code null}
	 * @return what is seen now, or {@code null} if the lane is in no user code
	 */
	static @Nullable LaneWatch look(Lane lane, @Nullable LaneWatch before, long now, long warnAfter) {
		LaneWatch watch = of(lane, now);
		if (watch == null || before == null || before.word != watch.word) {
			return watch;
		}
		lane.channel.setSlow(true);
		long age = now - before.since;
		if (!before.canBeGivenUp()) {
			if (age >= warnAfter) {
				lane.reader.run.heldUp(lane.channel);
			}
		}
		else if (age >= TimeUnit.NANOSECONDS.convert(lane.channel.timeout)) {
			before.giveUp(age, null);
		}
		return before;
	}

	/**
	 * Gives up what is under way, if anything is, at the end of a drain.
	 */
	static void giveUpNow(Lane lane) {
		LaneWatch watch = of(lane, 0);
		if (watch != null && watch.canBeGivenUp()) {
			watch.giveUp(0, DropReason.SHUTDOWN);
		}
	}

	private static @Nullable LaneWatch of(Lane lane, long now) {
		int word = lane.state.word();
		int state = LaneState.of(word);
		return (state == LaneState.CALLING || state == LaneState.SUSPENDED) ? new LaneWatch(lane, word, now) : null;
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
		reader.cut();
		if (drop != null) {
			reader.meter.dropped(event.type(), drop);
		}
		else {
			reader.meter.timedOut(event.type(), age);
			reader.run.failures.timedOut(channel, event);
		}
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
