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

import java.util.concurrent.CompletionStage;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * A batch of events that a handler works on one after another, on a thread that is not
 * the emitting one, or is that of a blocking caller.
 */
final class Drain {

	/** The number of events that a thread takes before the next lane has its turn. */
	private static final short BATCH = 64;

	/** The same for a handler that was slow: it is not to keep a worker from others. */
	private static final short SLOW_BATCH = 1;

	/** A batch that took longer makes its handler a slow one. */
	private static final long SLOW_NANOS = 100_000;

	private Drain() {
	}

	/**
	 * A thread begins to work off a batch.
	 */
	static void begin(LaneReader reader) {
		reader.left = reader.channel.isSlow() ? SLOW_BATCH : BATCH;
	}

	/**
	 * Works off what there is.
	 * @param replaceable whether the thread can be given up, and so be interrupted
	 * @param began the time
	 */
	static End run(LaneReader reader, LaneState state, Resumable lane, boolean replaceable, long began) {
		reader.meter.begin(began);
		End end = null;
		while (end == null && reader.hasEvent()) {
			end = (reader.left-- != 0) ? deliver(reader, state, lane, replaceable) : End.FULL;
		}
		if (end == null || end == End.FULL) {
			reader.channel.setSlow(reader.meter.end(reader.tokens()) - began > SLOW_NANOS);
		}
		return (end != null) ? end : End.EMPTY;
	}

	/**
	 * Lets the handler work on the current event, from its next method on.
	 * @return why that has come to an end, or {@code null} if the handler is done with it
	 */
	private static @Nullable End deliver(LaneReader reader, LaneState state, Resumable lane, boolean replaceable) {
		CallbackEvent event = reader.event();
		DropReason drop = reader.run.mayDrop() ? reader.dropReason() : null;
		if (drop != null) {
			reader.drop(event, drop);
			reader.done();
			return null;
		}
		EventMethod[] methods = reader.channel.methods(event.type());
		if (event.type() != EventType.LLM_NEW_TOKEN) {
			reader.meter.end(reader.tokens());
		}
		while (reader.method < methods.length) {
			int calling = state.turn(LaneState.CALLING);
			CompletionStage<?> stage = ForeignCode.call(methods[reader.method], event);
			Throwable failure = (stage == ForeignCode.DONE) ? null : ForeignCode.failure(stage);
			boolean pending = stage != ForeignCode.DONE && failure == null;
			// a thread that comes back late writes nothing to the lane before it knows
			if (!state.take(calling, LaneState.CALLING, pending ? LaneState.SUSPENDED : LaneState.RUNNING)) {
				return End.LOST;
			}
			if (pending) {
				lane.resumeAfter(stage, LaneState.with(calling, LaneState.SUSPENDED));
				return End.SUSPENDED;
			}
			if (replaceable) {
				// what a handler leaves of an interrupt is not for the next one
				Thread.interrupted();
			}
			reader.method++;
			if (failure != null) {
				reader.failed(event, failure);
			}
		}
		reader.finished(event);
		reader.done();
		return null;
	}

	/**
	 * A lane that waits for a stage.
	 */
	@FunctionalInterface
	interface Resumable {

		/**
		 * Goes on when a stage is complete.
		 * @param suspended the word of the lane meanwhile
		 */
		void resumeAfter(CompletionStage<?> stage, int suspended);

	}

	/**
	 * Why a batch came to its end.
	 */
	enum End {

		/** There are no more events. */
		EMPTY,

		/** It is the turn of others. */
		FULL,

		/** A stage has to be waited for; the lane is nobody's. */
		SUSPENDED,

		/** The watchdog took the lane away. */
		LOST

	}

}
