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

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * A handler at work on one run.
 * <p>
 * <b>Invariant</b>: a lane has handled or dropped every slot below its cursor, except the
 * one that is current. <b>Ownership</b> is as {@link LaneState} says: in step with the
 * appender, which calls the handler itself; or away, in the hands of a {@link Drain}.
 * Fields without a comment belong to the owner.
 */
final class Lane {

	private static final VarHandle TOKENS_DONE = Fields.field(MethodHandles.lookup(), "tokensDone", long.class);

	final LaneGroup group;

	final HandlerChannel channel;

	final LaneState state = new LaneState();

	final LaneMeter meter;

	/** The place of the lane in its group. */
	final byte place;

	/** The next of the handler's methods for the current event. */
	short method;

	boolean failed;

	/** Whether the lane has a permit of its handler while no thread works on it. */
	boolean permit;

	/** Whether the handler was given up for this run. Set by any thread, for good. */
	private volatile boolean cut;

	/** Whether the thread that was given up has been interrupted. The watchdog's. */
	volatile boolean interrupted;

	/** The current run as the handler finds it; made with its first event. */
	private @Nullable HandlerView view;

	/** Made when the lane first leaves the appender. */
	private @Nullable Cursor cursor;

	/** The slot that is worked on, from its first method to the end of its last. */
	private @Nullable Object current;

	/** The thread in user code, if it can be given up. Written before CALLING. */
	@Nullable Thread worker;

	/**
	 * The number of tokens that are done with: exact while the lane is away or at rest,
	 * and when the appender has brought it up to date. Read by any thread.
	 */
	private long tokensDone;

	/** Since when the lane is ready. */
	long readyAt;

	Lane(LaneGroup group, HandlerChannel channel, int place) {
		this.group = group;
		this.channel = channel;
		this.place = (byte) place;
		this.meter = new LaneMeter(channel.listener);
	}

	// What any thread may ask

	long bit() {
		return 1L << this.place;
	}

	boolean isCut() {
		return this.cut;
	}

	void cut() {
		this.cut = true;
		this.group.run.failures().laneIsCut();
	}

	/**
	 * The count of tokens that this handler lets the run go to.
	 * @param tokens how many there are
	 * @param room how many may be unfinished
	 */
	long limit(long tokens, long room) {
		return (this.cut ? tokens : (long) TOKENS_DONE.getAcquire(this)) + room;
	}

	/**
	 * Says how many tokens are done with, while the lane is in step. The appender's.
	 */
	void tokensDone(long tokens) {
		TOKENS_DONE.setRelease(this, tokens);
	}

	/**
	 * Why the handler does not get an event, or {@code null} if it does.
	 */
	@Nullable DropReason dropReason() {
		if (this.group.run.isDiscarding()) {
			return DropReason.SHUTDOWN;
		}
		if (this.cut) {
			return DropReason.CUT_OFF;
		}
		return this.channel.permits.isStuck() ? DropReason.STUCK : null;
	}

	/**
	 * The event of a slot as the handler gets it.
	 */
	CallbackEvent event(Object slot) {
		return this.group.run.view(Barrier.eventOf(slot), this.channel);
	}

	boolean wants(Object slot) {
		return this.channel
			.wants((slot instanceof LlmNewToken) ? EventType.LLM_NEW_TOKEN : Barrier.eventOf(slot).type());
	}

	HandlerView view() {
		HandlerView view = this.view;
		if (view == null) {
			view = new HandlerView(this.group.run, this.channel);
			this.view = view;
		}
		return view;
	}

	// What the appender does with a lane that is in step

	/**
	 * Lets the handler work on an event on this thread, which has a permit if the handler
	 * is serialized.
	 * @param tokens how many tokens there were before
	 * @return whether the handler is done with it; else the lane has left with the permit
	 */
	boolean callHere(Object slot, long tokens) {
		CallbackEvent event = event(slot);
		EventMethod[] methods = this.channel.methods(event.type());
		boolean timed = !(slot instanceof LlmNewToken) || tokens % LaneMeter.SAMPLE == 0;
		long begin = timed ? System.nanoTime() : 0;
		boolean failed = false;
		for (int i = 0; i < methods.length; i++) {
			CompletionStage<?> stage = ForeignCode.call(methods[i], event);
			if (stage == ForeignCode.DONE) {
				continue;
			}
			Throwable failure = ForeignCode.failure(stage);
			if (failure == null) {
				this.failed = failed;
				this.method = (short) i;
				leave(slot, tokens);
				this.meter.drainBegins(timed ? begin : System.nanoTime());
				int suspended = this.state.turn(LaneState.SUSPENDED);
				ForeignCode.whenComplete(stage, (late) -> Drain.resume(this, suspended, late));
				return false;
			}
			failed = true;
			this.group.run.failures().failed(this.channel, event, failure);
		}
		if (timed || failed) {
			this.meter.called(event.type(), tokens, failed, timed ? System.nanoTime() - begin : 0);
		}
		return true;
	}

	/**
	 * Makes the lane ready for an event that it has to work on elsewhere.
	 */
	void makeReady(Object slot, long tokens, long now) {
		leave(slot, tokens);
		this.readyAt = now;
		this.state.turn(LaneState.READY);
	}

	private void leave(Object slot, long tokens) {
		Cursor cursor = this.cursor;
		if (cursor == null) {
			cursor = new Cursor();
			this.cursor = cursor;
		}
		this.group.place(this, cursor, (slot instanceof LlmNewToken) ? tokens + 1 : tokens);
		if (wantsTokens()) {
			this.meter.stepTo(tokens);
		}
		this.current = slot;
		TOKENS_DONE.setRelease(this, tokens);
	}

	private boolean wantsTokens() {
		return this.channel.wants(EventType.LLM_NEW_TOKEN);
	}

	/**
	 * Leaves out an event that the handler shall not get.
	 */
	void drop(Object slot, long tokens, DropReason reason) {
		if (slot instanceof LlmNewToken) {
			this.meter.stepTo(tokens);
			this.meter.stepFrom(tokens + 1);
		}
		this.channel.listener.dropped(event(slot).type(), reason, 1);
	}

	/**
	 * The appender has taken the lane, which was at rest.
	 * @param tokens how many tokens are done with
	 */
	void comeBack(long tokens) {
		cursor().letGo();
		this.meter.stepFrom(tokens);
	}

	/**
	 * Counts the slots that a lane at rest has not read: none, unless it is about to
	 * look.
	 */
	long missing() {
		return cursor().missing();
	}

	/**
	 * Moves what the lane lacks into a log of its own, if that is more than so many
	 * slots, and unless its owner reads just now.
	 * @return the log that it reads from now on, or {@code null} if it was not moved
	 */
	@Nullable EventLog moveAway(long slots) {
		int word = this.state.word();
		if (!this.state.lend(word)) {
			return null;
		}
		EventLog own = null;
		if (cursor().missing() > slots) {
			own = new EventLog();
			this.cursor = cursor().copyRest(own, (slot) -> slot instanceof Barrier || wants(slot));
		}
		this.state.giveBack(word);
		return own;
	}

	// What the owner does with a lane that is away

	Cursor cursor() {
		return Objects.requireNonNull(this.cursor);
	}

	Object current() {
		return Objects.requireNonNull(this.current);
	}

	/**
	 * Makes the next event that the handler wants the current one, unless there is one.
	 */
	boolean hasEvent() {
		Cursor cursor = cursor();
		while (this.current == null && cursor.hasNext()) {
			Object slot = cursor.next();
			if (wants(slot)) {
				this.current = slot;
			}
			else if (slot instanceof Barrier barrier) {
				this.meter.drainEnds();
				this.group.run.arrived(barrier, 1);
			}
		}
		return this.current != null;
	}

	/**
	 * Counts the current event as done with.
	 */
	void done() {
		Object slot = current();
		this.current = null;
		this.method = 0;
		this.failed = false;
		if (slot instanceof LlmNewToken) {
			TOKENS_DONE.setRelease(this, this.tokensDone + 1);
			this.group.run.tokenIsDone();
		}
		else if (slot instanceof Barrier barrier) {
			this.group.run.arrived(barrier, 1);
		}
	}

	/**
	 * Gives the lane to the appender, unless something came meanwhile.
	 * <p>
	 * Here the lane is at rest first and looks for events then; the appender publishes
	 * first and looks for lanes at rest then, with a fence in between on either side. So
	 * one of them sees the other; if both do, the bit decides. Pinned by
	 * {@code LaneRestStress}.
	 * @return whether the lane is no longer this thread's
	 */
	boolean rest() {
		EventLog log = cursor().log();
		long at = cursor().at();
		if (log.published() != at) {
			return false;
		}
		this.state.turn(LaneState.REST);
		this.group.rest(this);
		// from here on the lane may be the appender's, or in any later turn
		if (log.publishedNow() != at && this.group.takeBack(this)) {
			this.state.turn(LaneState.RUNNING);
			return false;
		}
		this.group.run.laneIsAtRest();
		return true;
	}

	// READY

	/**
	 * Whether the lane waits for one of the workers, which others may need as well.
	 */
	boolean needsWorker() {
		return this.group.run.frame() == null && !this.group.run.isOnCaller();
	}

	/**
	 * Goes on with a permit that was waited for, unless the thread that was there for it
	 * has turned to something else.
	 */
	void permitted() {
		if (needsWorker()) {
			this.channel.permits.leave();
		}
		else {
			this.permit = true;
		}
		toThread();
	}

	/**
	 * Gets the lane a permit of its handler.
	 * @return whether it has one; else it is no longer this thread's, and goes on when
	 * there is one
	 */
	boolean enter() {
		if (!this.permit && !this.channel.permits.enter(this)) {
			return false;
		}
		this.permit = true;
		return true;
	}

	/**
	 * Brings the lane to a thread that may run its handler.
	 */
	void toThread() {
		DispatchedRun run = this.group.run;
		if (needsWorker()) {
			this.group.ready.add(bit());
		}
		else if (enter()) {
			if (run.isOnCaller()) {
				run.executeOnCaller(() -> Drain.work(this, null));
			}
			else {
				// a handler waits for this run, perhaps as those on all workers do
				run.work(() -> Drain.work(this, null));
			}
		}
	}

}
