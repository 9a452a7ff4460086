// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * One run: a call of a model, a tool, a chain. Whoever does the work drives it: waits for
 * {@link #started()}, hands over tokens, and says how it ended.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread, and none blocks.
 * <b>Ordering</b>: events reach every handler in the order in which they were appended;
 * the start comes first, and nothing comes after the terminal event. <b>Failure</b>: of
 * several endings the first wins, the others do nothing. Stages that were not complete
 * when they were returned complete on the work executor.
 *
 * @since 0.1.0
 */
public interface Run {

	/**
	 * The run that is current on this thread: that of the body that runs here, or of the
	 * event that a handler works on.
	 * @return the run
	 * @throws NoCurrentRunException if there is none
	 */
	static Run current() {
		return find().orElseThrow(() -> new NoCurrentRunException("There is no current run on thread '"
				+ Thread.currentThread().getName()
				+ "': no parent run to report on. Call this inside a run, or carry the context to this thread"));
	}

	/**
	 * The run that is current on this thread, if there is one.
	 * @return the run
	 */
	static Optional<Run> find() {
		return Optional.ofNullable(CurrentRun.get());
	}

	/**
	 * What is known of the run.
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
	 * Whether the run still needs what {@link #token(ChatChunk)} would tell it.
	 * @return {@code false} if tokens can be left out
	 */
	boolean wantsTokens();

	/**
	 * Complete when every handler has finished the start. Fails if a handler with
	 * raise-error did, or if the run ended first; then the work must not begin.
	 * @return the stage
	 */
	CompletionStage<?> started();

	/**
	 * Appends a token.
	 * @param chunk the token
	 * @return a stage that is complete when there is room for the next token: the same
	 * completed stage unless a handler's window is full. It fails if the run is over
	 */
	CompletionStage<?> token(ChatChunk chunk);

	/**
	 * Adds to the result of a model's run what no handler is told of as a token: usage,
	 * why the answer ended, the name of the model. Nothing happens if the run is over.
	 * @param chunk what is added
	 */
	void fold(ChatChunk chunk);

	/**
	 * Ends the run.
	 * @param result the result: an {@link dev.callbacks.message.LlmResult} for a model, a
	 * list of documents for a retriever; {@code null} for a model means what its tokens
	 * add up to
	 * @return {@link #finished()}
	 */
	CompletionStage<?> end(@Nullable Object result);

	/**
	 * Ends the run with an error.
	 * @param error what went wrong; failures of handlers with raise-error are added to it
	 * as suppressed
	 * @return {@link #finished()}
	 */
	default CompletionStage<?> error(Throwable error) {
		return error(error, EndReason.FAILED);
	}

	/**
	 * Ends the run with an error, for a reason that its driver knows.
	 * @param error what went wrong
	 * @param reason why the run ends
	 * @return {@link #finished()}
	 */
	CompletionStage<?> error(Throwable error, EndReason reason);

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
	 * Complete when the run is over and every handler has finished its terminal event,
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
		Run previous = CurrentRun.set(this);
		return () -> CurrentRun.set(previous);
	}

	/**
	 * A time in which a run is current on a thread.
	 */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
