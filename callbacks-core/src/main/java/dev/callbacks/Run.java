// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * One run: a call of a model, a tool, a chain. What its handlers and the code inside it
 * see; whoever does the work sees a {@link DrivenRun}.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread, and none blocks.
 * <b>Ordering</b>: events reach every handler in the order in which they were appended;
 * the start comes first, and nothing comes after the terminal event. <b>Failure</b>: to
 * cancel a run that is over does nothing. Stages that were not complete when they were
 * returned complete on the work executor.
 *
 * @since 0.1.0
 */
public interface Run {

	/**
	 * Returns the run that is current on this thread: that of the body that runs here, or
	 * of the event that a handler works on.
	 * @return the run
	 * @throws NoCurrentRunException if there is none
	 */
	static Run current() {
		return find().orElseThrow(() -> new NoCurrentRunException("There is no current run on thread '"
				+ Thread.currentThread().getName()
				+ "': no parent run to report on. Call this inside a run, or carry the context to this thread"));
	}

	/**
	 * Returns the run that is current on this thread, if there is one.
	 * @return the run
	 */
	static Optional<Run> find() {
		return Optional.ofNullable(CurrentRun.get());
	}

	/**
	 * Returns what is known of the run.
	 * @return the run's info, the same on all its events
	 */
	RunInfo info();

	/**
	 * Whether a handler wants events of a type.
	 * @param type the type
	 * @return whether one does
	 */
	boolean wants(EventType type);

	/**
	 * Ends the run from outside: its work is cancelled, and open runs below it end first.
	 * @param reason why
	 * @return {@link #finished()}
	 */
	CompletionStage<?> cancel(EndReason reason);

	/**
	 * Ends the run from outside, with {@link EndReason#CANCELLED}.
	 * @return {@link #finished()}
	 */
	default CompletionStage<?> cancel() {
		return cancel(EndReason.CANCELLED);
	}

	/**
	 * Completes when the run is over and every handler has finished its terminal event,
	 * whoever ended it. Its value is the result; unless the run came to its end it fails
	 * with what the caller shall see. It does not wait for handlers if the dispatcher is
	 * told not to await the end.
	 * @return the stage
	 */
	CompletionStage<?> finished();

	/**
	 * Reports something as a {@link dev.callbacks.event.CustomEvent}.
	 * @param name what it is
	 * @param data the data
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emit(String name, @Nullable Object data);

	/**
	 * Reports something as a {@link dev.callbacks.event.Text}.
	 * @param text the text
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitText(String text);

	/**
	 * Reports that something is tried again, as a {@link dev.callbacks.event.Retry}.
	 * @param attempt which attempt comes next, from two
	 * @param delay how long it waits before
	 * @param error why the last attempt failed
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error);

	/**
	 * Reports that an agent decided to call a tool, as an
	 * {@link dev.callbacks.event.AgentAction}.
	 * @param tool the tool
	 * @param input its input
	 * @param log what the agent thought
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitAction(String tool, @Nullable Object input, String log);

	/**
	 * Reports that an agent decided that it is done, as an
	 * {@link dev.callbacks.event.AgentFinish}.
	 * @param output its output
	 * @param log what the agent thought
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitFinish(@Nullable Object output, String log);

	/**
	 * Makes this run current on this thread until the scope is closed, on the same
	 * thread.
	 * @return the scope
	 */
	default Scope scope() {
		return CurrentRun.scope(this);
	}

	/**
	 * A time in which a run is current on a thread.
	 */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
