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
 * A run around code of your own, to be described and called: a chain, a tool, a
 * retriever, an agent. Calls made inside its body become its children, without passing
 * anything.
 * <p>
 * <b>Thread-safety</b>: immutable; every method that describes the run returns another
 * object, which may be called any number of times. <b>Ordering</b>: the body begins when
 * every handler has finished the start, and the caller goes on when every handler has
 * finished the end. <b>Failure</b>: what the body fails with reaches the caller
 * unchanged.
 *
 * @since 0.1.0
 * @see CallbackManager#chain(String)
 */
public interface RunSpec {

	/**
	 * Adds a configuration: handlers, tags, metadata, timeout.
	 * @param config the configuration, merged with what there is; its single values win
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
	 * @param timeout how long it may last
	 * @return the changed copy
	 */
	default RunSpec timeout(Duration timeout) {
		return with(RunConfig.empty().timeout(timeout));
	}

	/**
	 * Sets handlers that get the events of this run but not of runs below it. For those
	 * that get both, see {@link RunConfig#handlers}.
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
	 * Sets the input of a tool as text, if it is not to be made of the inputs by name.
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
	 * Sets the id by which a model asked for a tool.
	 * @param toolCallId the id, or {@code null} for none
	 * @return the changed copy
	 */
	RunSpec toolCallId(@Nullable String toolCallId);

	/**
	 * Sets how the output of the body, or each item that it streams, looks to handlers.
	 * The caller gets it as it is. A view that throws is logged, and handlers get the
	 * output as it is, too.
	 * @param view makes the output of the run out of the output of the body
	 * @return the changed copy
	 */
	RunSpec output(UnaryOperator<@Nullable Object> view);

	/**
	 * Runs a body on this thread and waits for it. Handlers are called on this thread,
	 * one after another, unless the application says otherwise.
	 * @param <T> the type of the output
	 * @param <X> the type of exception that the body throws
	 * @param body the body
	 * @return the output of the body
	 * @throws X what the body throws
	 */
	<T extends @Nullable Object, X extends Exception> T call(RunBody<T, X> body) throws X;

	/**
	 * Runs a body without an output; see {@link #call}.
	 * @param body the body
	 */
	void run(Runnable body);

	/**
	 * Runs a body that does not block, and whose stage is awaited.
	 * @param <T> the type of the output
	 * @param body the body; begins on this thread if the handlers let it
	 * @return the value of the stage. If somebody else completes the future, the run ends
	 * and the stage is cancelled
	 */
	<T> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<? extends T>> body);

	/**
	 * Runs a body that blocks, on a thread of the work executor.
	 * @param <T> the type of the output
	 * @param body the body
	 * @return the output of the body. If somebody else completes the future, the run ends
	 * and the thread of the body is interrupted
	 */
	<T extends @Nullable Object> CompletableFuture<T> submit(RunBody<T, ?> body);

	/**
	 * Runs a body that returns a stream. The output of the run is all that came, texts
	 * joined; at most the first ten thousand items are kept for it.
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
