// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallerLoop;
import dev.callbacks.EmptyAnswerException;
import dev.callbacks.LawfulFlux;
import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.StreamingMode;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What a provider is asked: a conversation, or a prompt to be completed. Knows how its
 * run is opened, and how the provider is asked for that run.
 *
 * @param model the model that asks
 * @param request the conversation; of a prompt the options only
 * @param prompt the prompt, or {@code null} for a conversation
 */
record Question(CallbackChatModel model, ChatRequest request, @Nullable String prompt) implements Streamed<ChatChunk> {

	private static final ChunkReader<ChatChunk> CHUNKS = new ChunkReader<>() {

		@Override
		public ChatChunk read(ChatChunk chunk) {
			return chunk;
		}

		@Override
		public ChatChunk closing() {
			return ChatChunk.closing();
		}

	};

	@Override
	public RunSpec spec(RunConfig config) {
		Map<String, Object> parameters = parameters();
		RunSpec spec = (this.prompt != null) ? RunSpec.prompt(this.prompt, parameters)
				: RunSpec.chat(this.request, parameters);
		return spec.withConfig(config).withHandlers(this.model.handlers());
	}

	@Override
	public Run open(RunSpec spec) {
		RunKind kind = (this.prompt != null) ? RunKind.LLM : RunKind.CHAT_MODEL;
		return manager().open(kind, provider().name(), spec);
	}

	@Override
	public Flux<ChatChunk> stream(Run run, @Nullable CallerLoop caller) {
		RetryPolicy retry = this.model.retry();
		Flux<ChatChunk> chunks = (retry != null)
				? new FirstChunkRetry(retry, run, manager().workExecutor()).apply(Flux.defer(this::ask)) : ask();
		if (provider().isBlocking() && caller == null) {
			chunks = chunks.subscribeOn(Schedulers.fromExecutor(manager().workExecutor()));
		}
		return (caller != null) ? LawfulFlux.of(chunks).publishOn(Schedulers.fromExecutor(caller), 1) : chunks;
	}

	private Flux<ChatChunk> ask() {
		return (this.prompt != null) ? provider().streamText(this.prompt, options()) : provider().stream(this.request);
	}

	/**
	 * The provider's whole answer, where it is to be subscribed to and observed.
	 */
	Mono<LlmResult> call(Run run, @Nullable CallerLoop caller) {
		RetryPolicy retry = this.model.retry();
		Mono<LlmResult> answer = (retry != null)
				? Mono.defer(this::askForAll).retryWhen(retry.asReactorRetry(run, manager().workExecutor()))
				: askForAll();
		if (provider().isBlocking() && caller == null) {
			answer = answer.subscribeOn(Schedulers.fromExecutor(manager().workExecutor()));
		}
		return (caller != null) ? answer.publishOn(Schedulers.fromExecutor(caller)) : answer;
	}

	private Mono<LlmResult> askForAll() {
		return (this.prompt != null) ? provider().complete(this.prompt, options()) : provider().call(this.request);
	}

	/**
	 * Whether a call that wants one whole answer asks the provider to stream it.
	 */
	boolean streams(RunConfig config) {
		StreamingMode mode = options().streaming();
		return switch ((mode != null) ? mode : StreamingMode.AUTO) {
			case ALWAYS -> true;
			case NEVER -> false;
			case NOT_WITH_TOOLS ->
				options().tools().isEmpty() && manager().demandsStreaming(config, this.model.handlers());
			case AUTO -> manager().demandsStreaming(config, this.model.handlers());
		};
	}

	@Override
	public ChunkReader<ChatChunk> reader() {
		return CHUNKS;
	}

	@Override
	public ChatChunk closing(ChatChunk chunk) {
		return chunk;
	}

	@Override
	public Throwable emptyAnswer() {
		return new EmptyAnswerException("Provider '" + providerName() + "' ended its stream without a single chunk");
	}

	@Override
	public Throwable cause(Throwable error) {
		return error;
	}

	@Override
	public @Nullable Publisher<ChatChunk> unobserved(Throwable refusal) {
		return null;
	}

	String providerName() {
		return provider().name();
	}

	private Map<String, Object> parameters() {
		Map<String, Object> parameters = new LinkedHashMap<>();
		parameters.put("provider", provider().name());
		putIfSaid(parameters, "model", options().model());
		putIfSaid(parameters, "temperature", options().temperature());
		putIfSaid(parameters, "max_tokens", options().maxTokens());
		return parameters;
	}

	private static void putIfSaid(Map<String, Object> parameters, String name, @Nullable Object value) {
		if (value != null) {
			parameters.put(name, value);
		}
	}

	private ChatOptions options() {
		return this.request.options();
	}

	private ChatProvider provider() {
		return this.model.provider();
	}

	CallbackManager manager() {
		return this.model.manager();
	}

}
