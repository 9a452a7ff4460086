// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletionStage;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.call.Caller;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * A handler at work on one run. It is <i>in step</i> while the appender owns it, which
 * calls the handler itself, or sends it away with an event; or <i>away</i>, and goes from
 * thread to thread as {@link LaneState} says, until it has nothing left and is at rest.
 * Fields without a comment belong to the owner.
 */
final class Lane implements ReadyLane, CurrentRun.Source {

	/** The number of events that a thread takes before the next lane has its turn. */
	private static final int BATCH = 64;

	/** The same for a handler that was slow: it is not to keep a worker from others. */
	private static final int SLOW_BATCH = 1;

	/** A batch that took longer makes its handler a slow one. */
	private static final long SLOW_NANOS = 100_000;

	final LaneReader reader;

	final HandlerChannel channel;

	final LaneState state = new LaneState();

	private final RunShared run;

	private final ReadyLanes ready;

	/** The place of the lane among those of the run. */
	final int place;

	/** The current run as the handler finds it; made when it first asks. */
	private @Nullable HandlerView view;

	/** Whether the lane has a permit of its handler while no thread works on it. */
	private boolean permit;

	/** The thread in user code, if it can be given up. Written before CALLING. */
	@Nullable Thread worker;

	/** Whether the thread that was given up has been interrupted. The watchdog's. */
	volatile boolean interrupted;

	/**
	 * The number of events that may still be worked off before others have their turn.
	 */
	private int left;

	Lane(RunShared run, ReadyLanes ready, HandlerChannel channel, int place) {
		this.run = run;
		this.ready = ready;
		this.channel = channel;
		this.place = place;
		this.reader = new LaneReader(run, channel);
	}

	@Override
	public HandlerView run() {
		if (this.view == null) {
			this.view = new HandlerView(this.run, this.channel, this.run.family.frame());
		}
		return this.view;
	}

	/**
	 * Calls the handler with an event, on the emitting thread.
	 * @param log the log of the run
	 * @param timed whether to measure how long that takes, as for all but most tokens
	 * @return whether it is done with it; else the lane is away
	 */
	boolean callHere(Object slot, EventLog log, boolean timed) {
		if (this.channel.serialized && !this.channel.permits.tryEnter()) {
			this.reader.leave(slot, log);
			getReady(System.nanoTime());
			return false;
		}
		CompletionStage<?> stage = this.reader.callHere(slot, log, timed);
		if (stage != null) {
			resumeAfter(stage, this.state.turn(LaneState.SUSPENDED));
			return false;
		}
		if (this.channel.serialized) {
			this.channel.permits.leave();
		}
		return true;
	}

	/**
	 * Waits for another thread. The owner's, who is not the owner any more.
	 */
	void getReady(long now) {
		this.ready.since[this.place] = now;
		this.state.turn(LaneState.READY);
		toThread();
	}

	/** Whether it has something to do, or will soon. Any thread's. */
	boolean isAtWork() {
		return LaneState.of(this.state.word()) != LaneState.REST || this.ready.contains(this.place);
	}

	@Override
	public boolean needsWorker() {
		return !this.run.nested && !this.run.appender.isOnCaller();
	}

	@Override
	public long readyAt() {
		return this.ready.since[this.place];
	}

	@Override
	public boolean isSlow() {
		return this.channel.slow;
	}

	@Override
	public void toThread() {
		// who has a permit does not wait for a worker: those on all of them may need it
		if (needsWorker() && !this.permit) {
			this.run.engine.workers.add(this.ready, this.place / Long.SIZE, 1L << this.place, readyAt());
		}
		else if (enter()) {
			// no worker: a handler may wait for this run, perhaps as those on all of them
			// do
			this.run.appender.execute(this::workHere);
		}
	}

	@Override
	public boolean enter() {
		// it may have been woken; see isAtWork
		this.state.turn(LaneState.READY);
		if (!this.permit && !this.channel.permits.enter(this)) {
			return false;
		}
		this.permit = true;
		return true;
	}

	@Override
	public void permitted() {
		this.permit = !needsWorker();
		if (!this.permit) {
			// the thread that was there for it has turned to something else
			this.channel.permits.leave();
		}
		toThread();
	}

	@Override
	public void drop(DropReason reason) {
		this.state.turn(LaneState.RUNNING);
		dropAll(reason);
		// it has no permit, but another may have been passed over for this one
		this.channel.permits.grant();
	}

	/** Drops all that the lane has. The owner's. */
	void dropAll(DropReason reason) {
		while (!goneToRest()) {
			DropReason known = this.reader.dropReason();
			this.reader.dropped(this.reader.event().type(), (known != null) ? known : reason);
			this.reader.done();
		}
	}

	@Override
	public int worked() {
		return BATCH - this.left;
	}

	/** Works on a thread that is none of the workers, and keeps its interrupt. */
	private void workHere() {
		boolean interrupted = Thread.interrupted();
		work(System.nanoTime());
		Caller.giveInterruptBack(interrupted);
	}

	@Override
	public long work(long now) {
		this.state.turn(LaneState.RUNNING);
		this.permit = false;
		if (this.reader.hasEvent()) {
			this.channel.listener.tell((listener) -> listener.waited(Math.max(0, now - readyAt())));
		}
		Thread.interrupted();
		Thread thread = this.run.appender.isOnCallersThread() ? null : Thread.currentThread();
		RunContext.Scope scope = this.run.context.open();
		CurrentRun.Place place = CurrentRun.place();
		Run before = place.get();
		place.set(this);
		long time = now;
		int batch = this.channel.slow ? SLOW_BATCH : BATCH;
		this.left = batch;
		int end;
		while (true) {
			if (this.worker != thread) {
				// another thread may have had the lane in between
				this.worker = thread;
			}
			end = drain(time);
			time = (end == LaneState.RUNNING || end == LaneState.READY) ? this.reader.meter.startedAt
					: System.nanoTime();
			if (end != LaneState.RUNNING || (!moreComes(batch - this.left) && rest())) {
				break;
			}
			time = System.nanoTime();
		}
		place.set(before);
		scope.close();
		this.run.window.goOnIf(TokenWindow.ROOM);
		if (end == LaneState.CALLING) {
			comeBackLate();
			return time;
		}
		if (end != LaneState.SUSPENDED || !this.channel.serialized) {
			// a serialized handler keeps it until the stage is complete
			this.channel.permits.leave();
		}
		if (end == LaneState.READY) {
			getReady(time);
		}
		return time;
	}

	/** The watchdog gave up the invocation that this thread comes back from. */
	private void comeBackLate() {
		while (!this.interrupted) {
			Thread.onSpinWait();
		}
		Thread.interrupted();
		this.channel.listener.tell((listener) -> listener.stuckThreads(-1));
		this.run.engine.workers.workerReturned();
		this.channel.permits.comeBack();
	}

	/**
	 * Works off what there is.
	 * @param began the time
	 * @return the state in which the lane is left: RUNNING if there is nothing left,
	 * READY if it is the turn of others, SUSPENDED if a stage has to be waited for,
	 * CALLING if the watchdog took the lane; the last two are this thread's no more
	 */
	private int drain(long began) {
		this.reader.meter.startedAt = began;
		int before = this.left;
		int end = LaneState.RUNNING;
		while (end == LaneState.RUNNING && this.reader.hasEvent()) {
			end = (this.left-- != 0) ? deliver() : LaneState.READY;
		}
		if (this.left != before && (end == LaneState.RUNNING || end == LaneState.READY)) {
			this.channel.setSlow(this.reader.meter.end() - began > SLOW_NANOS);
			if (!this.channel.slow && needsWorker() && !this.ready.isEmpty() && this.run.isOpen()) {
				// more may come while others have their turn, unless the run is over
				return LaneState.READY;
			}
		}
		return end;
	}

	/**
	 * Lets the handler work on the current event, from its next method on.
	 * @return RUNNING if the handler is done with it, or as {@link #drain} says
	 */
	private int deliver() {
		CallbackEvent event = this.reader.event();
		DropReason drop = this.run.mayDrop() ? this.reader.dropReason() : null;
		if (drop != null) {
			this.reader.dropped(event.type(), drop);
			this.reader.done();
			return LaneState.RUNNING;
		}
		if (event.type() != EventType.LLM_NEW_TOKEN) {
			this.reader.meter.end();
		}
		EventMethod[] methods = this.channel.methods(event.type());
		while (this.reader.method < methods.length) {
			int calling = this.state.turn(LaneState.CALLING);
			CompletionStage<?> stage = ForeignCode.call(methods[this.reader.method], event);
			Throwable failure = (stage == ForeignCode.DONE) ? null : ForeignCode.failure(stage);
			boolean pending = stage != ForeignCode.DONE && failure == null;
			// a thread that comes back late writes nothing to the lane before it knows
			if (!this.state.take(calling, LaneState.CALLING, pending ? LaneState.SUSPENDED : LaneState.RUNNING)) {
				return LaneState.CALLING;
			}
			if (pending) {
				resumeAfter(stage, LaneState.with(calling, LaneState.SUSPENDED));
				return LaneState.SUSPENDED;
			}
			if (this.worker != null) {
				// what a handler leaves of an interrupt is not for the next one
				Thread.interrupted();
			}
			this.reader.called(event, failure);
		}
		this.reader.finished(event);
		this.reader.done();
		return LaneState.RUNNING;
	}

	/**
	 * Goes on after a stage, but runs no handler on its thread: if there is more to do,
	 * another thread does it.
	 * @param suspended the word of the lane meanwhile
	 */
	private void resumeAfter(CompletionStage<?> stage, int suspended) {
		ForeignCode.whenComplete(stage, (failure) -> {
			if (this.state.take(suspended, LaneState.SUSPENDED, LaneState.RUNNING)) {
				resume(failure);
			}
		});
	}

	private void resume(@Nullable Throwable failure) {
		CallbackEvent event = this.reader.event();
		this.reader.called(event, failure);
		if (this.reader.method == this.channel.methods(event.type()).length) {
			this.reader.finished(event);
			this.reader.meter.end();
			this.reader.done();
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
	}

	/** Whether more comes soon, if the last events came faster than a thread is woken. */
	private boolean moreComes(int worked) {
		return worked > 1 && needsWorker()
				&& this.run.engine.workers.waitFor(this.reader.cursor()::hasNext, this.ready);
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
		EventLog log = this.reader.cursor().log;
		long at = this.reader.cursor().at;
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
		this.run.window.goOnIf(TokenWindow.ROOM);
		this.run.appender.wakeCaller();
		return true;
	}

}
