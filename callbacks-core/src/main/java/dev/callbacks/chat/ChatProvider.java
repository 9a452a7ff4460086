// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What answers behind a {@link CallbackChatModel}: a client of a model.
 * <p>
 * <b>Thread-safety</b>: called by many threads at once. <b>Ordering</b>: publishers are
 * cold; cancelling a subscription stops the call. <b>Failure</b>: what a publisher fails
 * with, or a method throws, reaches handlers and caller unchanged.
 *
 * @since 0.1.0
 */
public interface ChatProvider {

	/**
	 * Asks the model for an answer in pieces. Chunks carry text, reasoning or tool calls;
	 * the one that closes the answer carries what is said at its end, and may be empty.
	 * @param request what the model is asked
	 * @return the pieces
	 */
	Flux<ChatChunk> stream(ChatRequest request);

	/**
	 * Asks the model for a whole answer. Adds up the pieces of a stream unless the
	 * provider has a better way.
	 * @param request what the model is asked
	 * @return the answer
	 */
	default Mono<LlmResult> call(ChatRequest request) {
		return PartialAnswer.collect(stream(request));
	}

	/**
	 * Asks the model to complete a text, in pieces. The text is one message of a user
	 * unless the provider has a better way.
	 * @param prompt the text
	 * @param options what else is wanted
	 * @return the pieces
	 */
	default Flux<ChatChunk> streamText(String prompt, ChatOptions options) {
		return stream(ChatRequest.of(prompt).withOptions(options));
	}

	/**
	 * Asks the model to complete a text. The text is one message of a user unless the
	 * provider has a better way.
	 * @param prompt the text
	 * @param options what else is wanted
	 * @return the answer
	 */
	default Mono<LlmResult> complete(String prompt, ChatOptions options) {
		return call(ChatRequest.of(prompt).withOptions(options));
	}

	/**
	 * What the provider is called; the name of the model's runs.
	 * @return the name
	 */
	String name();

	/**
	 * Whether subscribing blocks. Then asynchronous calls subscribe on the work executor.
	 * @return whether it does
	 */
	default boolean isBlocking() {
		return false;
	}

}
