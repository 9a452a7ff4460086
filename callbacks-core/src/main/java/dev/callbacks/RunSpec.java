// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The description of a run around code of your own, such as a chain, a tool, a retriever
 * or an agent. Runs that are opened inside its body become its children without any
 * parameter.
 * <p>
 * <b>Thread-safety</b>: immutable; every describing method returns another object, which
 * may be called any number of times. <b>Ordering</b>: the body begins when every handler
 * has finished the start, and the caller goes on when every handler has finished the end.
 * <b>Failure</b>: the failure of the body reaches the caller unchanged.
 *
 * @since 0.1.0
 * @see CallbackManager#chain(String)
 */
public interface RunSpec {

	/**
	 * Adds a configuration: handlers, tags, metadata, timeout.
	 * @param config the configuration; its single values replace earlier ones
	 * @return the changed copy
	 */
	RunSpec with(RunConfig config);

	/**
	 * Adds tags for the run and all runs below it.
	 * @param tags the tags
	 * @return the changed copy
	 */
	default RunSpec tags(String... tags) {
		return with(RunConfig.empty().tags(tags));
	}

	/**
	 * Adds metadata for the run and all runs below it.
	 * @param key the key
	 * @param value the value
	 * @return the changed copy
	 */
	default RunSpec metadata(String key, Object value) {
		return with(RunConfig.empty().metadata(key, value));
	}

	/**
	 * Adds metadata for the run and all runs below it.
	 * @param metadata the values by their keys
	 * @return the changed copy
	 */
	default RunSpec metadata(Map<String, ?> metadata) {
		return with(RunConfig.empty().metadata(metadata));
	}

	/**
	 * Limits the time of the run.
	 * @param timeout the longest time
	 * @return the changed copy
	 */
	default RunSpec timeout(Duration timeout) {
		return with(RunConfig.empty().timeout(timeout));
	}

	/**
	 * Sets handlers for the events of this run alone. For handlers of the runs below it
	 * too, see {@link RunConfig#handlers}.
	 * @param handlers the handlers
	 * @return the changed copy
	 */
	RunSpec localHandlers(List<? extends Handler> handlers);

	/**
	 * Sets the input of the run: the query of a retriever, the input of a tool, the one
	 * input of a chain.
	 * @param input the input
	 * @return the changed copy
	 */
	RunSpec input(@Nullable Object input);

	/**
	 * Sets the inputs of the run by name.
	 * @param inputs the inputs
	 * @return the changed copy
	 */
	RunSpec inputs(Map<String, ?> inputs);

	/**
	 * Sets the input of a tool as text. By default the text is made of the inputs.
	 * @param text the text
	 * @return the changed copy
	 */
	RunSpec inputText(String text);

	/**
	 * Sets the description of a tool.
	 * @param description the description
	 * @return the changed copy
	 */
	RunSpec description(String description);

	/**
	 * Sets the id that a model gave to its request for a tool.
	 * @param toolCallId the id, or {@code null} for none
	 * @return the changed copy
	 */
	RunSpec toolCallId(@Nullable String toolCallId);

	/**
	 * Sets the view of the output for handlers, applied to the output of the body or to
	 * each item that it streams. The caller gets the output itself. If the view throws, a
	 * warning is logged and handlers get the output itself, too.
	 * @param view creates the output of the run from the output of the body
	 * @return the changed copy
	 */
	RunSpec output(UnaryOperator<@Nullable Object> view);

	/**
	 * Runs a body on this thread and waits for it. By default the handlers that may block
	 * run on this thread too, one after another.
	 * @param <T> the type of the output
	 * @param <X> the type of exception that the body throws
	 * @param body the body
	 * @return the output of the body
	 * @throws X if the body does
	 */
	<T extends @Nullable Object, X extends Exception> T call(RunBody<T, X> body) throws X;

	/**
	 * Runs a body without an output; see {@link #call}.
	 * @param body the body
	 */
	void run(Runnable body);

	/**
	 * Runs a body that does not block, and completes with its stage.
	 * @param <T> the type of the output
	 * @param body the body; begins on this thread if the start is finished at once
	 * @return the value of the stage. Completing the future from outside ends the run and
	 * cancels the stage
	 */
	<T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<? extends T>> body);

	/**
	 * Runs a body that blocks, on a thread of the work executor.
	 * @param <T> the type of the output
	 * @param body the body
	 * @return the output of the body. Completing the future from outside ends the run and
	 * interrupts the thread of the body
	 */
	<T extends @Nullable Object> CompletableFuture<T> submit(RunBody<T, ?> body);

	/**
	 * Runs a body that returns a stream. The output of the run is the list of items, or
	 * the joined text if all are texts, and of a retriever all documents; at most the
	 * first ten thousand items are kept for it.
	 * @param <T> the type of the items
	 * @param body the body
	 * @return the stream, cold: each subscription is a run
	 */
	<T> Flux<T> stream(Supplier<? extends Publisher<? extends T>> body);

	/**
	 * Runs a body that returns a Mono.
	 * @param <T> the type of the output
	 * @param body the body
	 * @return the result, cold: each subscription is a run
	 */
	<T> Mono<T> mono(Supplier<? extends Mono<? extends T>> body);

}
