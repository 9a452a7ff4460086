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
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * A handler at work on one run. It is <i>in step</i> while the appender owns it, which
 * calls the handler itself, or sends it away with an event; or <i>away</i>, and goes from
 * thread to thread as {@link LaneState} says, until it has nothing left and is at rest.
 * Fields without a comment belong to the owner.
 */
final class Lane implements ReadyLane, CurrentRun.Source, Drain.Resumable {

	final LaneReader reader;

	final HandlerChannel channel;

	final LaneState state = new LaneState();

	private final RunShared run;

	private final ReadyLanes ready;

	/** The place of the lane among those of the run. */
	private final int place;

	/** The current run as the handler finds it; made when it first asks. */
	private @Nullable HandlerView view;

	/** Whether the lane has a permit of its handler while no thread works on it. */
	private boolean permit;

	/** The thread in user code, if it can be given up. Written before CALLING. */
	@Nullable Thread worker;

	/** Whether the thread that was given up has been interrupted. The watchdog's. */
	volatile boolean interrupted;

	private long readyAt;

	Lane(RunShared run, ReadyLanes ready, HandlerChannel channel, int place) {
		this.run = run;
		this.ready = ready;
		this.channel = channel;
		this.place = place;
		this.reader = new LaneReader(run, channel);
	}

	@Override
	public Run run() {
		HandlerView view = this.view;
		if (view == null) {
			view = this.run.view(this.channel);
			this.view = view;
		}
		return view;
	}

	// In step: the appender's

	/**
	 * Calls the handler with an event, on the emitting thread.
	 * @param log the log of the run
	 * @param timed whether to measure how long that takes, as for all but most tokens
	 * @return whether it is done with it; else the lane is away
	 */
	boolean callHere(Object slot, EventLog log, boolean timed) {
		if (this.channel.serialized && !this.channel.permits.tryEnter()) {
			leave(slot, log, System.nanoTime());
			toThread();
			return false;
		}
		CallbackEvent event = this.run.event(slot, this.channel);
		EventMethod[] methods = this.channel.methods(event.type());
		long begin = timed ? System.nanoTime() : 0;
		boolean failed = false;
		for (int i = 0; i < methods.length; i++) {
			CompletionStage<?> stage = ForeignCode.call(methods[i], event);
			Throwable failure = (stage == ForeignCode.DONE) ? null : ForeignCode.failure(stage);
			if (failure != null) {
				failed = true;
				this.run.failures.failed(this.channel, event, failure);
			}
			else if (stage != ForeignCode.DONE && !this.channel.inline) {
				this.reader.leave(slot, log);
				this.reader.failed = failed;
				this.reader.method = (short) i;
				this.reader.meter.begin(timed ? begin : System.nanoTime());
				resumeAfter(stage, this.state.turn(LaneState.SUSPENDED));
				return false;
			}
		}
		if (!(slot instanceof LlmNewToken)) {
			this.reader.meter.begin(begin);
		}
		else if (timed) {
			this.reader.meter.sample(System.nanoTime() - begin);
		}
		this.reader.meter.finished(event.type(), failed);
		this.reader.pass(slot);
		if (this.channel.serialized) {
			this.channel.permits.leave();
		}
		return true;
	}

	/**
	 * Leaves with an event, for another thread to be brought to.
	 */
	void leave(Object slot, EventLog log, long now) {
		this.reader.leave(slot, log);
		getReady(now);
	}

	// Ready

	private void getReady(long now) {
		this.readyAt = now;
		this.state.turn(LaneState.READY);
	}

	@Override
	public boolean needsWorker() {
		return this.run.frame == null && !this.run.appender.isOnCaller();
	}

	@Override
	public long readyAt() {
		return this.readyAt;
	}

	@Override
	public boolean isSlow() {
		return this.channel.isSlow();
	}

	@Override
	public void toThread() {
		if (needsWorker()) {
			if (this.ready.add(this.place / Long.SIZE, 1L << this.place)) {
				this.run.engine.workers.add(this.ready);
			}
		}
		else if (enter()) {
			if (this.run.appender.isOnCaller()) {
				this.run.appender.executeOnCaller(this::workHere);
			}
			else {
				// a handler waits for this run, perhaps as those on all workers do
				this.run.engine.work.execute(this::workHere);
			}
		}
	}

	@Override
	public boolean enter() {
		if (!this.permit && !this.channel.permits.enter(this)) {
			return false;
		}
		this.permit = true;
		return true;
	}

	@Override
	public void permitted() {
		if (needsWorker()) {
			// the thread that was there for it has turned to something else
			this.channel.permits.leave();
		}
		else {
			this.permit = true;
		}
		toThread();
	}

	@Override
	public void drop(DropReason reason) {
		if (!this.state.take(this.state.word(), LaneState.READY, LaneState.RUNNING)) {
			return;
		}
		boolean held = this.permit;
		this.permit = false;
		dropAll(reason);
		if (held) {
			this.channel.permits.leave();
		}
		else {
			// another may have been passed over for this one
			this.channel.permits.grant();
		}
	}

	/**
	 * Drops all that the lane has. The owner's.
	 */
	void dropAll(DropReason reason) {
		do {
			this.reader.dropAll(reason);
		}
		while (!rest());
	}

	// At work

	/**
	 * Works on a thread that is none of the workers, and keeps its interrupt.
	 */
	private void workHere() {
		boolean interrupted = Thread.interrupted();
		work(System.nanoTime());
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public long work(long now) {
		this.state.take(this.state.word(), LaneState.READY, LaneState.RUNNING);
		this.permit = false;
		this.reader.meter.waited(Math.max(0, now - this.readyAt));
		Thread.interrupted();
		Thread thread = this.run.appender.isOnCallersThread() ? null : Thread.currentThread();
		RunContext.Scope scope = this.run.context().open();
		CurrentRun.Place place = CurrentRun.place();
		Run before = place.get();
		place.set(this);
		long time = now;
		Drain.begin(this.reader);
		Drain.End end;
		do {
			if (this.worker != thread) {
				// another thread may have had the lane in between
				this.worker = thread;
			}
			end = Drain.run(this.reader, this.state, this, thread != null, time);
			boolean owned = end == Drain.End.EMPTY || end == Drain.End.FULL;
			time = owned ? this.reader.meter.time() : System.nanoTime();
		}
		while (end == Drain.End.EMPTY && !rest());
		place.set(before);
		scope.close();
		this.run.window.goOnIfRoom();
		switch (end) {
			case EMPTY -> this.channel.permits.leave();
			case FULL -> {
				getReady(time);
				this.channel.permits.leave();
				toThread();
			}
			case SUSPENDED -> {
				// the lane of a serialized handler keeps its permit
				if (!this.channel.serialized) {
					this.channel.permits.leave();
				}
			}
			case LOST -> comeBackLate();
		}
		return time;
	}

	/**
	 * The watchdog gave up the invocation that this thread comes back from.
	 */
	private void comeBackLate() {
		while (!this.interrupted) {
			Thread.onSpinWait();
		}
		Thread.interrupted();
		this.run.engine.workers.workerReturned();
		this.channel.permits.comeBack();
	}

	/**
	 * When the stage is complete, runs no handler there: if there is more to do, another
	 * thread does it.
	 */
	@Override
	public void resumeAfter(CompletionStage<?> stage, int suspended) {
		ForeignCode.whenComplete(stage, (failure) -> {
			if (this.state.take(suspended, LaneState.SUSPENDED, LaneState.RUNNING)) {
				resume(failure);
			}
		});
	}

	private void resume(@Nullable Throwable failure) {
		CallbackEvent event = this.reader.event();
		if (failure != null) {
			this.reader.failed(event, failure);
		}
		this.reader.method++;
		if (this.reader.method == this.channel.methods(event.type()).length) {
			this.reader.finished(event);
			this.reader.meter.end(this.reader.tokens());
			this.reader.done();
			this.run.window.goOnIfRoom();
			if (goneToRest()) {
				if (this.channel.serialized) {
					this.channel.permits.leave();
				}
				return;
			}
		}
		this.permit = this.channel.serialized && (this.reader.method != 0 || !needsWorker());
		if (this.channel.serialized && !this.permit) {
			this.channel.permits.leave();
		}
		getReady(System.nanoTime());
		toThread();
	}

	private boolean goneToRest() {
		while (!this.reader.hasEvent()) {
			if (rest()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Gives the lane to the appender, unless something came meanwhile.
	 * <p>
	 * Here the lane is at rest first and looks for events then; the appender publishes
	 * first and looks for lanes at rest then, with a fence in between on either side. So
	 * one of them sees the other; if both do, one atomic step decides. Pinned by
	 * {@code LaneRestStress}.
	 * @return whether the lane is no longer this thread's
	 */
	private boolean rest() {
		EventLog log = this.reader.cursor().log();
		long at = this.reader.cursor().at();
		if (log.published() != at) {
			return false;
		}
		this.state.turn(LaneState.REST);
		this.run.resting.add(this.place);
		// from here on the lane may be the appender's, or in any later turn
		if (log.publishedNow() != at && this.run.resting.take(this.place)) {
			this.state.turn(LaneState.RUNNING);
			return false;
		}
		this.run.window.goOnIfRoom();
		this.run.appender.wakeCaller();
		return true;
	}

}
