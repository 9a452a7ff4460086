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

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * Works off what a lane has that is away from the appender: on a worker, on the thread of
 * a blocking caller, or on one of the work executor where a handler waits for the run.
 */
final class Drain {

	/** The number of events that a worker takes before the next lane has its turn. */
	private static final int BATCH = 64;

	/** The same for a handler that was slow: it is not to keep a worker from others. */
	private static final int SLOW_BATCH = 1;

	/** A batch that took longer makes its handler a slow one. */
	private static final long SLOW_NANOS = 100_000;

	private final Lane lane;

	private final @Nullable Worker me;

	private Drain(Lane lane, @Nullable Worker me) {
		this.lane = lane;
		this.me = me;
	}

	/**
	 * Works off a batch of a lane in READY that has a permit, and gives that back.
	 * @param me the worker, or {@code null} on another thread
	 */
	static void work(Lane lane, @Nullable Worker me) {
		new Drain(lane, me).work();
	}

	private void work() {
		Lane lane = this.lane;
		long begin = now();
		lane.state.take(lane.state.word(), LaneState.READY, LaneState.RUNNING);
		lane.permit = false;
		lane.meter.waited(Math.max(0, begin - lane.readyAt));
		lane.worker = lane.group.run.isOnCallersThread() ? null : Thread.currentThread();
		boolean interrupted = Thread.interrupted();
		RunContext.Scope scope = lane.group.run.openContext();
		Run before = CurrentRun.set(lane.view());
		Drained drained = drain(begin);
		CurrentRun.set(before);
		scope.close();
		if (interrupted && this.me == null) {
			Thread.currentThread().interrupt();
		}
		lane.group.run.goOnIfThereIsRoom();
		switch (drained) {
			case LOST -> comeBackLate();
			case MORE -> {
				lane.readyAt = now();
				lane.state.turn(LaneState.READY);
				lane.channel.permits.leave();
				lane.toThread();
			}
			case SUSPENDED -> {
				// the lane of a serialized handler keeps its permit
				if (!lane.channel.serialized) {
					lane.channel.permits.leave();
				}
			}
			case AT_REST -> lane.channel.permits.leave();
		}
	}

	private long now() {
		return (this.me != null) ? this.me.now : System.nanoTime();
	}

	private Drained drain(long begin) {
		Lane lane = this.lane;
		int left = lane.channel.isSlow() ? SLOW_BATCH : BATCH;
		Thread worker = lane.worker;
		long began = begin;
		do {
			lane.meter.drainBegins(began);
			while (lane.hasEvent()) {
				if (left-- == 0) {
					drainEnds(began);
					return Drained.MORE;
				}
				Drained delivered = deliver();
				if (delivered != Drained.MORE) {
					if (this.me != null) {
						this.me.now = System.nanoTime();
					}
					return delivered;
				}
			}
			began = drainEnds(began);
			if (lane.rest()) {
				return Drained.AT_REST;
			}
			// another thread may have had the lane in between
			lane.worker = worker;
		}
		while (true);
	}

	private long drainEnds(long began) {
		long ended = this.lane.meter.drainEnds();
		if (this.me != null) {
			this.lane.channel.setSlow(ended - began > SLOW_NANOS);
			this.me.now = ended;
		}
		return ended;
	}

	/**
	 * Lets the handler work on the current event, from its next method on.
	 * @return {@code MORE}, unless the lane is no longer this thread's
	 */
	private Drained deliver() {
		Lane lane = this.lane;
		CallbackEvent event = lane.event(lane.current());
		DropReason drop = lane.group.run.mayDrop() ? lane.dropReason() : null;
		if (drop != null) {
			lane.meter.dropped(event.type(), drop);
			lane.done();
			return Drained.MORE;
		}
		EventMethod[] methods = lane.channel.methods(event.type());
		lane.meter.eventBegins(event.type());
		while (lane.method < methods.length) {
			int calling = lane.state.turn(LaneState.CALLING);
			CompletionStage<?> stage = ForeignCode.call(methods[lane.method], event);
			Throwable failure = (stage == ForeignCode.DONE) ? null : ForeignCode.failure(stage);
			boolean pending = stage != ForeignCode.DONE && failure == null;
			// a thread that comes back late writes nothing to the lane before it knows
			if (!lane.state.take(calling, LaneState.CALLING, pending ? LaneState.SUSPENDED : LaneState.RUNNING)) {
				return Drained.LOST;
			}
			if (pending) {
				int suspended = LaneState.with(calling, LaneState.SUSPENDED);
				ForeignCode.whenComplete(stage, (late) -> resume(lane, suspended, late));
				return Drained.SUSPENDED;
			}
			if (lane.worker != null) {
				// what a handler leaves of an interrupt is not for the next one
				Thread.interrupted();
			}
			lane.method++;
			if (failure != null) {
				lane.failed = true;
				lane.group.run.failures().failed(lane.channel, event, failure);
			}
		}
		lane.meter.finished(event.type(), lane.failed);
		lane.done();
		return Drained.MORE;
	}

	/**
	 * The watchdog gave up the invocation that this thread comes back from.
	 */
	private void comeBackLate() {
		while (!this.lane.interrupted) {
			Thread.onSpinWait();
		}
		Thread.interrupted();
		this.lane.group.run.workerReturned();
		this.lane.channel.permits.comeBack();
	}

	/**
	 * A stage is complete that the lane waited for. Runs no handler here: if there is
	 * more to do, another thread does it.
	 * @param suspended the lane's word
	 */
	static void resume(Lane lane, int suspended, @Nullable Throwable failure) {
		if (lane.state.take(suspended, LaneState.SUSPENDED, LaneState.RUNNING)) {
			goOn(lane, failure);
		}
	}

	private static void goOn(Lane lane, @Nullable Throwable failure) {
		CallbackEvent event = lane.event(lane.current());
		if (failure != null) {
			lane.failed = true;
			lane.group.run.failures().failed(lane.channel, event, failure);
		}
		boolean held = lane.channel.serialized;
		lane.method++;
		if (lane.method == lane.channel.methods(event.type()).length) {
			lane.meter.finished(event.type(), lane.failed);
			lane.meter.drainEnds();
			lane.done();
			lane.group.run.goOnIfThereIsRoom();
			if (goneToRest(lane)) {
				if (held) {
					lane.channel.permits.leave();
				}
				return;
			}
		}
		boolean keeps = held && (lane.method != 0 || !lane.needsWorker());
		if (held && !keeps) {
			lane.channel.permits.leave();
		}
		lane.permit = keeps;
		lane.readyAt = System.nanoTime();
		lane.state.turn(LaneState.READY);
		lane.toThread();
	}

	private static boolean goneToRest(Lane lane) {
		while (!lane.hasEvent()) {
			if (lane.rest()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Drops all that a lane in READY has, since there will be no thread for it.
	 */
	static void dropReady(Lane lane, DropReason reason) {
		if (!lane.state.take(lane.state.word(), LaneState.READY, LaneState.RUNNING)) {
			return;
		}
		boolean held = lane.permit;
		lane.permit = false;
		dropAll(lane, reason);
		if (held) {
			lane.channel.permits.leave();
		}
		else {
			// another may have been passed over for this one
			lane.channel.permits.grant();
		}
	}

	/**
	 * Drops all that a lane has. The owner's.
	 */
	static void dropAll(Lane lane, DropReason reason) {
		do {
			while (lane.hasEvent()) {
				DropReason known = lane.dropReason();
				lane.meter.dropped(lane.event(lane.current()).type(), (known != null) ? known : reason);
				lane.done();
			}
		}
		while (!lane.rest());
	}

	/**
	 * Why a thread stopped working off events.
	 */
	private enum Drained {

		/** There are none; the lane is at rest, or another's. */
		AT_REST,

		/** Its batch is full; the lane is still this thread's. */
		MORE,

		/** A stage has to be waited for; the lane is nobody's. */
		SUSPENDED,

		/** The watchdog took the lane away. */
		LOST

	}

}
