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
import reactor.util.context.Context;

/**
 * One call of a model, a tool, a chain or any other step, as seen by its handlers and by
 * the code inside it. The driver that does the work sees a {@link DrivenRun}.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread, and none blocks.
 * <b>Ordering</b>: events reach every handler in the order in which they were appended;
 * the start comes first, and nothing comes after the terminal event. <b>Failure</b>:
 * cancelling a run that is over does nothing. A stage that is not yet complete when it is
 * returned completes on the work executor, in a blocking call on the thread of its
 * caller, or at the end of the run on the thread that ends it.
 *
 * @since 0.1.0
 */
public interface Run {

	/**
	 * Returns the run that is current on this thread: that of the body that runs here, or
	 * of the event that the handler on this thread works on.
	 * @return the run
	 * @throws NoCurrentRunException if there is none
	 */
	static Run current() {
		return find().orElseThrow(() -> new NoCurrentRunException("There is no current run on thread '"
				+ Thread.currentThread().getName()
				+ "'. Call this inside the body of a run or in a handler, or propagate the context to this thread"));
	}

	/**
	 * Returns the run that is current on this thread, if there is one.
	 * @return the run
	 */
	static Optional<Run> find() {
		return Optional.ofNullable(CurrentRun.get());
	}

	/**
	 * Returns the identity of the run.
	 * @return the info that all events of the run carry
	 */
	RunInfo info();

	/**
	 * Whether a handler wants events of a type.
	 * @param type the type
	 * @return whether one does
	 */
	boolean wants(EventType type);

	/**
	 * Ends the run from outside: open runs below it end first, and its work is cancelled.
	 * @param reason the reason of the ending
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
	 * Returns a stage that completes when the run is over and every handler has finished
	 * its terminal event. Its value is the result of a run that succeeded; for any other
	 * run it fails with the exception for the caller. If the dispatcher is configured not
	 * to await the end, the stage does not wait for handlers.
	 * @return the stage
	 */
	CompletionStage<?> finished();

	/**
	 * Reports data as a {@link dev.callbacks.event.CustomEvent}.
	 * @param name the name of the event
	 * @param data the data
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emit(String name, @Nullable Object data);

	/**
	 * Reports a text as a {@link dev.callbacks.event.Text}.
	 * @param text the text
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitText(String text);

	/**
	 * Reports a further attempt as a {@link dev.callbacks.event.Retry}.
	 * @param attempt the number of the attempt, from two
	 * @param delay the delay before the attempt
	 * @param error the failure of the last attempt
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error);

	/**
	 * Reports an agent's decision to call a tool as an
	 * {@link dev.callbacks.event.AgentAction}.
	 * @param tool the tool
	 * @param input its input
	 * @param log the agent's reasoning
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitAction(String tool, @Nullable Object input, String log);

	/**
	 * Reports an agent's decision to finish as an
	 * {@link dev.callbacks.event.AgentFinish}.
	 * @param output its output
	 * @param log the agent's reasoning
	 * @return a stage that is complete when every handler has finished the event
	 * @throws RunStateException if the start is not finished or the run is over
	 */
	CompletionStage<?> emitFinish(@Nullable Object output, String log);

	/**
	 * Sets this run as the current one of this thread until the scope is closed.
	 * @return the scope, to be closed on this thread
	 */
	default Scope scope() {
		return CurrentRun.scope(this);
	}

	/**
	 * Returns a Reactor context in which this run is the current one.
	 * @param context the context to add to
	 * @return the context
	 */
	default Context inside(Context context) {
		return context.put(CurrentRun.KEY, this);
	}

	/**
	 * The time during which a run is current on a thread.
	 */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
