// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client of a model, which answers for a {@link CallbackChatModel}.
 * <p>
 * <b>Thread-safety</b>: called by many threads at once. <b>Ordering</b>: publishers are
 * cold; cancelling a subscription stops the call. <b>Failure</b>: an exception of a
 * method or of its publisher reaches handlers and caller unchanged.
 *
 * @since 0.1.0
 */
public interface ChatProvider {

	/**
	 * Streams the answer to a request. Chunks carry text, reasoning or tool calls; the
	 * closing one, which may have no text, carries usage and finish reason.
	 * @param request the request
	 * @return the chunks
	 */
	Flux<ChatChunk> stream(ChatRequest request);

	/**
	 * Answers a request as a whole. By default the chunks of a stream are put together.
	 * @param request the request
	 * @return the answer
	 */
	default Mono<LlmResult> call(ChatRequest request) {
		return PartialAnswer.collect(stream(request));
	}

	/**
	 * Streams the completion of a text. By default the text becomes the message of a
	 * user.
	 * @param prompt the text
	 * @param options the options
	 * @return the chunks
	 */
	default Flux<ChatChunk> streamText(String prompt, ChatOptions options) {
		return stream(ChatRequest.of(prompt).withOptions(options));
	}

	/**
	 * Completes a text. By default the text becomes the message of a user.
	 * @param prompt the text
	 * @param options the options
	 * @return the answer
	 */
	default Mono<LlmResult> complete(String prompt, ChatOptions options) {
		return call(ChatRequest.of(prompt).withOptions(options));
	}

	/**
	 * Returns the name of the provider, which becomes the name of the model's runs.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the name of the model that answers requests which name none.
	 * @return the name, or {@code null} if it is not known
	 */
	default @Nullable String defaultModel() {
		return null;
	}

	/**
	 * Whether subscribing blocks. Asynchronous calls then subscribe on the work executor.
	 * @return whether it does
	 */
	default boolean isBlocking() {
		return false;
	}

}
