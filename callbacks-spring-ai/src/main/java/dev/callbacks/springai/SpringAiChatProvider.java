// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Objects;

import dev.callbacks.call.BlockingCall;
import dev.callbacks.call.Failures;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.ObservedBean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A model of Spring AI as the provider of our chat model.
 * <p>
 * Options of a request are laid over those of the model, and stay of its type. A model
 * that cannot stream answers in one piece. Errors are those of the model, without
 * wrappers; to cancel a stream closes the model's connection, and to cancel a whole
 * answer interrupts the thread that waits for it.
 * <p>
 * <b>Thread-safety</b>: that of the model.
 *
 * @since 0.1.0
 */
public final class SpringAiChatProvider implements ChatProvider {

	private final ChatModel model;

	private final String name;

	/**
	 * A provider.
	 * @param model the model
	 */
	public SpringAiChatProvider(ChatModel model) {
		this.model = ObservedBean.unwrap(ChatModel.class, model);
		this.name = Names.ofModel(this.model);
	}

	@Override
	public Flux<ChatChunk> stream(ChatRequest request) {
		return Flux.defer(() -> {
			ResponseReader reader = new ResponseReader();
			return responses(Messages.prompt(request, this.model)).<ChatChunk>handle((response, sink) -> {
				ChatChunk chunk = reader.read(response);
				if (chunk != null) {
					sink.next(chunk);
				}
			}).concatWith(Mono.fromSupplier(reader::closing)).onErrorMap(SpringAiChatProvider::unwrap);
		});
	}

	private Flux<ChatResponse> responses(Prompt prompt) {
		try {
			return this.model.stream(prompt);
		}
		catch (UnsupportedOperationException ex) {
			return BlockingCall.mono(() -> this.model.call(prompt)).flux();
		}
	}

	@Override
	public Mono<LlmResult> call(ChatRequest request) {
		return BlockingCall.mono(() -> Responses.result(this.model.call(Messages.prompt(request, this.model))))
			.onErrorMap(SpringAiChatProvider::unwrap);
	}

	private static Throwable unwrap(Throwable error) {
		return Objects.requireNonNull(Failures.unwrap(error));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public @Nullable String defaultModel() {
		return Names.defaultOf(this.model);
	}

	/**
	 * Models wait for their answers.
	 */
	@Override
	public boolean isBlocking() {
		return true;
	}

}
