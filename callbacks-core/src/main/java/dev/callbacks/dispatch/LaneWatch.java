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

import java.util.Objects;

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
		int word = lane.state.word();
		if (!isInUserCode(word)) {
			return null;
		}
		if (before == null || before.word != word) {
			return new LaneWatch(lane, word, now);
		}
		lane.channel.setSlow(true);
		before.check(now - before.since, warnAfter);
		return before;
	}

	private static boolean isInUserCode(int word) {
		int state = LaneState.of(word);
		return state == LaneState.CALLING || state == LaneState.SUSPENDED;
	}

	private void check(long age, long warnAfter) {
		if (!canBeGivenUp(this.lane, this.word)) {
			if (age >= warnAfter) {
				this.lane.reader.run.heldUp(this.lane.channel);
			}
		}
		else if (age >= this.lane.channel.timeout.toNanos()) {
			giveUp(this.lane, this.word, age, null);
		}
	}

	/**
	 * Whether the invocation is not on a thread that somebody else needs.
	 */
	private static boolean canBeGivenUp(Lane lane, int word) {
		return LaneState.of(word) == LaneState.SUSPENDED || lane.worker != null;
	}

	/**
	 * Gives up what is under way, if anything is, at the end of a drain.
	 */
	static void giveUpNow(Lane lane) {
		int word = lane.state.word();
		if (isInUserCode(word) && canBeGivenUp(lane, word)) {
			giveUp(lane, word, 0, DropReason.SHUTDOWN);
		}
	}

	private static void giveUp(Lane lane, int word, long age, @Nullable DropReason drop) {
		Thread worker = lane.worker;
		if (!lane.state.takeOver(word)) {
			return;
		}
		LaneReader reader = lane.reader;
		CallbackEvent event = reader.event();
		reader.cut();
		if (drop != null) {
			reader.meter.dropped(event.type(), drop);
		}
		else {
			reader.meter.timedOut(event.type(), age);
			reader.run.failures.timedOut(lane.channel, event);
		}
		boolean calling = LaneState.of(word) == LaneState.CALLING;
		if (calling) {
			abandon(lane, Objects.requireNonNull(worker));
		}
		reader.done();
		lane.dropAll(DropReason.CUT_OFF);
		if (!calling && lane.channel.serialized) {
			lane.channel.permits.leave();
		}
	}

	private static void abandon(Lane lane, Thread worker) {
		lane.reader.run.engine.workers.workerIsStuck();
		ForeignCode.run("The thread of a handler could not be interrupted", worker::interrupt);
		lane.interrupted = true;
		if (lane.channel.permits.abandon()) {
			lane.channel.log.stuck();
		}
	}

}
