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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * A handler at work on one run's log.
 * <p>
 * <b>States.</b> The word holds the state, and above it a number that every change of
 * owner and every invocation moves, so that an old word never fits again.
 * <ul>
 * <li>IDLE: nobody owns the lane, and it holds no piece of the log. The appender may take
 * it, and so may the thread that made it idle, when it looks again.</li>
 * <li>READY: it waits for a thread, among the {@link ReadyLanes} of its run or in its
 * handler's queue.</li>
 * <li>RUNNING: one thread owns it.</li>
 * <li>CALLING: its thread is in user code. The watchdog may take it.</li>
 * <li>SUSPENDED: it waits for a stage. Whoever completes the stage may take it, and so
 * may the watchdog.</li>
 * </ul>
 * Fields without a comment belong to the owner.
 * <p>
 * <b>No event is missed.</b> The appender writes the slot, releases {@code wanted},
 * fences, and reads the word. A thread that makes the lane idle writes the word, fences,
 * and reads {@code wanted}. One of them sees the other. If the lane is idle and lacks
 * more than the newest event, whoever made it idle is about to see that; the appender,
 * who knows only the newest event's place, leaves the lane to it.
 */
final class Lane extends LogReader {

	private static final int IDLE = 0;

	private static final int READY = 1;

	private static final int RUNNING = 2;

	private static final int CALLING = 3;

	private static final int SUSPENDED = 4;

	private static final int STATE = 7;

	private static final int STEP = 8;

	/** How many events a worker takes before the next lane has its turn. */
	private static final int BATCH = 64;

	/** The same for a handler that was slow: it is not to keep a worker from others. */
	private static final int SLOW_BATCH = 1;

	/** A batch that took longer makes its handler a slow one. */
	private static final long SLOW_NANOS = 100_000;

	private static final VarHandle WORD;

	private static final VarHandle TOKENS_DONE;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			WORD = lookup.findVarHandle(Lane.class, "word", int.class);
			TOKENS_DONE = lookup.findVarHandle(Lane.class, "tokensDone", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** The place of the lane among those of the run. */
	private final short place;

	private final LaneMeter meter;

	private volatile int word;

	/** How many tokens the lane was to get. The appender's. */
	private int tokensWanted;

	/** Whether the newest event is one for this lane. The appender's. */
	private boolean offered;

	/** Whether the appender owns the lane to drive it. The appender's. */
	private boolean taken;

	/**
	 * Whether the appender made the lane idle, so that nobody else looks at it again. The
	 * appender's.
	 */
	private boolean idleInside;

	/** How many tokens are done with. Read by the appender. */
	private int tokensDone;

	/** Whether the handler was given up for this run. Set by any thread, for good. */
	private volatile boolean cut;

	/** Whether the thread that was given up has been interrupted. The watchdog's. */
	private volatile boolean interrupted;

	/** The event that is worked on, from its first method to the end of its last. */
	private @Nullable Object current;

	/** The next of the handler's methods for that event. */
	private short method;

	private boolean failed;

	/** Whether the handler's share is stuck, and no thread is there for what it has. */
	private boolean discarding;

	/** Whether the lane has a permit while no thread works on it. */
	private boolean holdsPermit;

	private long readyAt;

	/** The worker that owns the lane, or {@code null} off the workers. */
	private @Nullable Thread worker;

	private @Nullable VirtualMachineError fatal;

	/** What the watchdog saw last. The watchdog's. */
	private int watchedWord;

	/** Since when it sees that. The watchdog's. */
	private long watchedSince;

	Lane(EventRun run, HandlerChannel channel, int place, boolean cut) {
		super(run, channel);
		this.place = (short) place;
		this.cut = cut;
		this.meter = new LaneMeter(channel.listener);
	}

	// What the appender does

	/**
	 * Takes the newest event into account, before the fence. A lane that is behind gets
	 * the terminal event even if its handler does not want it, so that the end of the run
	 * waits for it.
	 */
	void offer(Object slot) {
		CallbackEvent event = eventOf(slot);
		boolean wants = this.channel.wants(event.type());
		this.offered = false;
		forgetPlace();
		if (!wants) {
			this.offered = event instanceof TerminalEvent && !isCaughtUp();
			if (event instanceof TerminalEvent && !this.offered) {
				this.meter.conclude();
			}
		}
		else {
			EventType seenAs = this.run.view(event, this.channel).type();
			this.meter.accepted(seenAs);
			DropReason drop = dropReason();
			this.offered = drop == null;
			if (drop != null) {
				this.channel.listener.dropped(seenAs, drop, 1);
			}
		}
		if (this.offered) {
			if (slot instanceof Barrier barrier) {
				barrier.expect();
			}
			expect(slot);
		}
	}

	/**
	 * The same for a token: the shorter way, as there are many.
	 */
	void offerToken(CallbackEvent token) {
		this.offered = this.channel.wants(EventType.LLM_NEW_TOKEN);
		if (!this.offered) {
			return;
		}
		forgetPlace();
		this.meter.acceptedToken();
		DropReason drop = dropReason();
		if (this.channel.shedsTokens && drop == null) {
			drop = (unfinishedTokens() >= this.channel.window) ? DropReason.SHED : null;
		}
		if (drop != null) {
			this.offered = false;
			this.channel.listener.dropped(EventType.LLM_NEW_TOKEN, drop, 1);
			return;
		}
		this.tokensWanted++;
		expect(token);
	}

	private boolean isCaughtUp() {
		return isIdle() && !lacks(0);
	}

	/**
	 * Makes the lane ready for the newest event, after the fence.
	 * @return whether it is to be given a thread by {@link #wake}
	 */
	boolean makeReady(LogChunk chunk, int index) {
		if (!this.offered) {
			return false;
		}
		boolean ready = claim(READY, chunk, index);
		if (!ready) {
			leavePlace(chunk, index);
		}
		return ready;
	}

	/**
	 * Gets the lane, which was made ready, a thread.
	 */
	void wake(long now) {
		this.readyAt = now;
		toThread();
	}

	/**
	 * Says since when the lane is ready, which somebody else gets a thread.
	 */
	void readySince(long now) {
		this.readyAt = now;
	}

	/**
	 * Takes the lane to {@link #drive()} it, after the fence. Calls no handler, so that
	 * no lane waits for its place in the log while another's handler works.
	 */
	void take(LogChunk chunk, int index) {
		this.taken = this.offered && claim(RUNNING, chunk, index);
		if (this.offered && !this.taken) {
			leavePlace(chunk, index);
		}
	}

	/**
	 * Whether the lane was taken and has to be driven.
	 */
	boolean isTaken() {
		return this.taken;
	}

	/**
	 * Works here on the newest event, the one event that a lane has which was taken. As
	 * long as the appender is here no other comes, so that nobody has to look again when
	 * the lane is idle.
	 * @return what has to be rethrown when all others have the event, or {@code null}
	 */
	@Nullable VirtualMachineError drive() {
		this.taken = false;
		this.worker = null;
		this.meter.drainBeginsHere();
		this.current = read();
		if (deliver() == Drained.ALL) {
			this.meter.drainEnds(false);
			this.discarding = false;
			this.chunk = null;
			this.idleInside = true;
			WORD.setRelease(this, with(this.word, IDLE));
			this.run.laneIsIdle();
		}
		return takeFatal();
	}

	private boolean claim(int state, LogChunk chunk, int index) {
		int word = this.word;
		if (state(word) != IDLE || !lacks(1)) {
			return false;
		}
		if (this.idleInside) {
			this.idleInside = false;
			WORD.setRelease(this, next(word, state));
		}
		else if (!WORD.compareAndSet(this, word, next(word, state))) {
			return false;
		}
		goTo(chunk, index);
		return true;
	}

	/**
	 * How far the handler is behind, in tokens.
	 */
	int unfinishedTokens() {
		return this.cut ? 0 : this.tokensWanted - (int) TOKENS_DONE.getAcquire(this);
	}

	/**
	 * Whether the handler's window has room for another token, or for so many windows.
	 */
	boolean hasRoom(int windows) {
		return this.channel.shedsTokens || unfinishedTokens() < (long) this.channel.window * windows;
	}

	// What any thread does

	boolean isIdle() {
		return state(this.word) == IDLE;
	}

	boolean isCut() {
		return this.cut;
	}

	void cut() {
		this.cut = true;
	}

	int place() {
		return this.place;
	}

	// What the owner does, who took it out of READY

	/**
	 * Goes on with a permit that was waited for.
	 */
	void permitted() {
		this.holdsPermit = true;
		toThread();
	}

	/**
	 * Brings the lane to its caller's thread, as soon as it may have one, or to a worker.
	 */
	private void toThread() {
		if (!this.run.isOnCaller()) {
			this.run.lanes().ready(this);
		}
		else if (enter()) {
			this.run.executeOnCaller(() -> runBatch(null));
		}
	}

	/**
	 * Gets the lane a permit of its handler.
	 * @return whether it has one; else it is no longer this thread's, and goes on when
	 * there is one
	 */
	boolean enter() {
		if (!this.holdsPermit && !this.channel.enter(this)) {
			return false;
		}
		this.holdsPermit = true;
		return true;
	}

	/**
	 * Since when a lane in READY is so.
	 */
	long readyAt() {
		return this.readyAt;
	}

	/**
	 * Works off a batch of a lane in READY that has a permit, and gives that back.
	 * @param me the worker, or {@code null} on a caller's thread
	 */
	void runBatch(@Nullable Worker me) {
		this.holdsPermit = false;
		WORD.setRelease(this, next(this.word, RUNNING));
		long begin = (me != null) ? me.now : System.nanoTime();
		this.meter.waited(Math.max(0, begin - this.readyAt));
		this.worker = this.run.isOnCallersThread() ? null : Thread.currentThread();
		RunContext.Scope scope = this.run.openContext();
		Run before = CurrentRun.set(this);
		Drained drained;
		try {
			drained = drain(this.channel.isSlow() ? SLOW_BATCH : BATCH, begin, me);
		}
		finally {
			CurrentRun.set(before);
			if (scope != null) {
				scope.close();
			}
		}
		switch (drained) {
			case LOST -> returnedLate();
			case MORE -> {
				this.word = with(this.word, READY);
				this.readyAt = System.nanoTime();
				this.channel.release();
				toThread();
			}
			case SUSPENDED -> {
				if (!this.channel.serialized) {
					this.channel.release();
				}
			}
			case ALL -> this.channel.release();
		}
		VirtualMachineError fatal = takeFatal();
		if (fatal != null) {
			throw fatal;
		}
	}

	private @Nullable VirtualMachineError takeFatal() {
		VirtualMachineError fatal = this.fatal;
		this.fatal = null;
		return fatal;
	}

	/**
	 * The watchdog gave up the invocation that this thread comes back from.
	 */
	private void returnedLate() {
		while (!this.interrupted) {
			Thread.onSpinWait();
		}
		Thread.interrupted();
		this.run.workerReturned();
		this.channel.returned();
		this.channel.release();
	}

	/**
	 * Drops all that a lane in READY has, since there will be no thread for it.
	 */
	void dropReady(DropReason reason) {
		boolean held = this.holdsPermit;
		this.holdsPermit = false;
		this.word = next(this.word, RUNNING);
		this.worker = null;
		this.discarding = reason == DropReason.STUCK;
		drain(Integer.MAX_VALUE, System.nanoTime(), null);
		if (held) {
			this.channel.release();
		}
	}

	/**
	 * Works off what the lane has.
	 * @param budget how many events at most
	 * @param now the time
	 * @param me the worker, or {@code null}
	 */
	private Drained drain(int budget, long now, @Nullable Worker me) {
		boolean onWorker = this.worker != null;
		int left = budget;
		long began = now;
		do {
			this.meter.drainBegins(onWorker, began);
			while (isBehind()) {
				if (left-- == 0) {
					drainEnds(onWorker, began, me);
					return Drained.MORE;
				}
				this.current = (this.current != null) ? this.current : read();
				Drained delivered = deliver();
				if (delivered != Drained.ALL) {
					lookAtClock(me);
					return delivered;
				}
			}
			began = drainEnds(onWorker, began, me);
			this.discarding = false;
		}
		while (!goIdle());
		return Drained.ALL;
	}

	private long drainEnds(boolean onWorker, long began, @Nullable Worker me) {
		long ended = this.meter.drainEnds(onWorker);
		if (onWorker) {
			this.channel.setSlow(ended - began > SLOW_NANOS);
		}
		if (me != null) {
			me.now = ended;
		}
		return ended;
	}

	private static void lookAtClock(@Nullable Worker me) {
		if (me != null) {
			me.now = System.nanoTime();
		}
	}

	/**
	 * Makes the lane idle.
	 * @return whether it is no longer this thread's: else something came meanwhile
	 */
	private boolean goIdle() {
		LogChunk chunk = this.chunk;
		int index = this.index;
		int seen = this.seen;
		int idle = with(this.word, IDLE);
		this.chunk = null;
		WORD.setRelease(this, idle);
		VarHandle.fullFence();
		this.run.laneIsIdle();
		if (!isBehind(seen) || !WORD.compareAndSet(this, idle, next(idle, RUNNING))) {
			return true;
		}
		goTo(chunk, index);
		return false;
	}

	/**
	 * Lets the handler work on the current event, from its next method on.
	 */
	private Drained deliver() {
		CallbackEvent event = currentEvent();
		if (!this.channel.wants(event.type())) {
			this.meter.conclude();
			done();
			return Drained.ALL;
		}
		DropReason drop = dropReason();
		if (drop != null) {
			this.meter.dropped(event.type(), drop);
			done();
			return Drained.ALL;
		}
		if (this.method == 0 && event.type() != EventType.LLM_NEW_TOKEN) {
			this.meter.eventBegins();
		}
		// read before the call: a thread that comes back late must not look at the lane
		boolean onWorker = this.worker != null;
		if (onWorker) {
			letGoOfLog();
		}
		EventMethod[] methods = this.channel.methods(event.type());
		while (this.method < methods.length) {
			int calling = next(this.word, CALLING);
			WORD.setRelease(this, calling);
			CompletionStage<?> stage = UserCode.call(methods[this.method], event);
			Throwable failure = (stage == UserCode.DONE) ? null : UserCode.failure(stage);
			boolean pending = stage != UserCode.DONE && failure == null;
			// after this the lane may be another's, and nothing of it may be touched
			if (pending && leave(calling)) {
				UserCode.whenComplete(stage, (late) -> resume(calling, late));
				return Drained.SUSPENDED;
			}
			if (pending || !comeBack(calling, onWorker)) {
				return Drained.LOST;
			}
			this.method++;
			if (failure != null) {
				failed(event, failure);
			}
		}
		this.meter.finished(event.type(), this.failed);
		done();
		return Drained.ALL;
	}

	/**
	 * Takes the lane back from user code. Off the workers nobody takes it away meanwhile.
	 */
	private boolean comeBack(int calling, boolean onWorker) {
		int running = with(calling, RUNNING);
		if (onWorker) {
			return WORD.compareAndSet(this, calling, running);
		}
		WORD.setRelease(this, running);
		return true;
	}

	/**
	 * Lets go of the lane until a stage is complete.
	 * @return whether it was still this thread's
	 */
	private boolean leave(int calling) {
		// the watchdog, which alone could come between, takes no more than it finds
		if (this.worker == null) {
			letGoOfLog();
		}
		this.method++;
		this.holdsPermit = this.channel.serialized;
		return WORD.compareAndSet(this, calling, with(calling, SUSPENDED));
	}

	private void resume(int calling, @Nullable Throwable failure) {
		int suspended = with(calling, SUSPENDED);
		if (!WORD.compareAndSet(this, suspended, next(suspended, RUNNING))) {
			return;
		}
		CallbackEvent event = currentEvent();
		if (failure != null) {
			failed(event, failure);
			this.fatal = null;
		}
		boolean held = this.holdsPermit;
		this.holdsPermit = false;
		if (this.method == this.channel.methods(event.type()).length) {
			this.meter.finishedLate(event.type(), this.failed);
			done();
			if (!isBehind() && goIdle()) {
				if (held) {
					this.channel.release();
				}
				return;
			}
		}
		this.readyAt = System.nanoTime();
		this.word = with(this.word, READY);
		this.holdsPermit = held;
		toThread();
	}

	private void failed(CallbackEvent event, Throwable failure) {
		this.failed = true;
		this.fatal = (failure instanceof VirtualMachineError error) ? error : this.fatal;
		this.run.handlerFailed(this.channel, event, failure);
	}

	/**
	 * Counts the current event as done with.
	 */
	private void done() {
		Object slot = Objects.requireNonNull(this.current);
		boolean token = slot instanceof CallbackEvent event && event.type() == EventType.LLM_NEW_TOKEN;
		this.current = null;
		this.method = 0;
		this.failed = false;
		if (token) {
			TOKENS_DONE.setRelease(this, this.tokensDone + 1);
		}
		advance();
		if (slot instanceof Barrier barrier) {
			this.run.arrived(barrier);
		}
		if (token) {
			this.run.tokenIsDone();
		}
	}

	private CallbackEvent currentEvent() {
		return this.run.view(eventOf(Objects.requireNonNull(this.current)), this.channel);
	}

	private @Nullable DropReason dropReason() {
		if (this.discarding) {
			return DropReason.STUCK;
		}
		if (this.run.isDiscarding()) {
			return DropReason.SHUTDOWN;
		}
		if (this.cut) {
			return DropReason.CUT_OFF;
		}
		return this.channel.isStuck() ? DropReason.STUCK : null;
	}

	// What the watchdog does

	/**
	 * Looks whether an invocation is overdue, and gives it up if it can be.
	 */
	void watch(long now, long warnAfter) {
		int word = this.word;
		int state = state(word);
		if (state != CALLING && state != SUSPENDED) {
			return;
		}
		if (word != this.watchedWord) {
			this.watchedWord = word;
			this.watchedSince = now;
			return;
		}
		long age = now - this.watchedSince;
		if (state == CALLING && this.worker == null) {
			if (age >= warnAfter) {
				this.run.heldUp(this.channel);
			}
		}
		else if (age >= this.channel.timeout.toNanos()) {
			giveUp(word, age, null);
		}
	}

	/**
	 * Gives up the invocation that is under way, if one is, at the end of a drain.
	 */
	void giveUpNow() {
		int word = this.word;
		if (state(word) == SUSPENDED || state(word) == CALLING && this.worker != null) {
			giveUp(word, 0, DropReason.SHUTDOWN);
		}
	}

	private void giveUp(int word, long age, @Nullable DropReason drop) {
		Thread worker = this.worker;
		if (!WORD.compareAndSet(this, word, next(word, RUNNING))) {
			return;
		}
		CallbackEvent event = currentEvent();
		boolean held = state(word) == SUSPENDED && this.holdsPermit;
		this.holdsPermit = false;
		this.cut = true;
		if (state(word) == CALLING && worker != null) {
			this.run.workerIsStuck();
			this.channel.abandoned();
			worker.interrupt();
			this.interrupted = true;
		}
		this.worker = null;
		if (drop != null) {
			this.meter.dropped(event.type(), drop);
		}
		else {
			this.meter.timedOut(event.type(), age);
			this.run.handlerTimedOut(this.channel, event);
		}
		done();
		drain(Integer.MAX_VALUE, System.nanoTime(), null);
		if (held) {
			this.channel.release();
		}
	}

	private static int state(int word) {
		return word & STATE;
	}

	private static int next(int word, int state) {
		return ((word & ~STATE) + STEP) | state;
	}

	private static int with(int word, int state) {
		return (word & ~STATE) | state;
	}

	/**
	 * Why a thread stopped working off events.
	 */
	private enum Drained {

		/** There are none; the lane is idle, or another's. */
		ALL,

		/** Its batch is full; the lane is still this thread's. */
		MORE,

		/** A stage has to be waited for; the lane is nobody's. */
		SUSPENDED,

		/** The watchdog took the lane away. */
		LOST

	}

}
