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
	private static final int BATCH = 64;

	/** The same for a handler that was slow: it is not to keep a worker from others. */
	private static final int SLOW_BATCH = 1;

	/** A batch that took longer makes its handler a slow one. */
	private static final long SLOW_NANOS = 100_000;

	private final LaneReader reader;

	private final LaneState state;

	/** Whether the thread can be given up, and so be interrupted. */
	private final boolean replaceable;

	private int left;

	private long began;

	private @Nullable CompletionStage<?> stage;

	private int suspended;

	Drain(LaneReader reader, LaneState state, boolean replaceable, long now) {
		this.reader = reader;
		this.state = state;
		this.replaceable = replaceable;
		this.left = reader.channel.isSlow() ? SLOW_BATCH : BATCH;
		this.began = now;
	}

	End run() {
		this.reader.meter.begin(this.began);
		while (this.reader.hasEvent()) {
			if (this.left-- == 0) {
				end();
				return End.FULL;
			}
			End end = deliver();
			if (end != null) {
				this.began = System.nanoTime();
				return end;
			}
		}
		end();
		return End.EMPTY;
	}

	private void end() {
		long ended = this.reader.meter.end();
		this.reader.channel.setSlow(ended - this.began > SLOW_NANOS);
		this.began = ended;
	}

	/**
	 * The time when the batch ended.
	 */
	long ended() {
		return this.began;
	}

	/**
	 * What has to be waited for.
	 */
	CompletionStage<?> stage() {
		return (this.stage != null) ? this.stage : ForeignCode.DONE;
	}

	/**
	 * The word of the lane while it waits.
	 */
	int suspended() {
		return this.suspended;
	}

	/**
	 * Lets the handler work on the current event, from its next method on.
	 * @return why that has come to an end, or {@code null} if the handler is done with it
	 */
	private @Nullable End deliver() {
		LaneReader reader = this.reader;
		CallbackEvent event = reader.event();
		DropReason drop = reader.run.mayDrop() ? reader.dropReason() : null;
		if (drop != null) {
			reader.meter.dropped(event.type(), drop);
			reader.done();
			return null;
		}
		EventMethod[] methods = reader.channel.methods(event.type());
		if (event.type() != EventType.LLM_NEW_TOKEN) {
			reader.meter.end();
		}
		while (reader.method < methods.length) {
			int calling = this.state.turn(LaneState.CALLING);
			CompletionStage<?> stage = ForeignCode.call(methods[reader.method], event);
			Throwable failure = (stage == ForeignCode.DONE) ? null : ForeignCode.failure(stage);
			boolean pending = stage != ForeignCode.DONE && failure == null;
			// a thread that comes back late writes nothing to the lane before it knows
			if (!this.state.take(calling, LaneState.CALLING, pending ? LaneState.SUSPENDED : LaneState.RUNNING)) {
				return End.LOST;
			}
			if (pending) {
				this.stage = stage;
				this.suspended = LaneState.with(calling, LaneState.SUSPENDED);
				return End.SUSPENDED;
			}
			if (this.replaceable) {
				// what a handler leaves of an interrupt is not for the next one
				Thread.interrupted();
			}
			reader.method++;
			if (failure != null) {
				reader.failed(event, failure);
			}
		}
		reader.meter.finished(event.type(), reader.failed);
		reader.done();
		return null;
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
