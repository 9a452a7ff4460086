// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import dev.callbacks.DrivenRun;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RetryPolicy;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallFlux;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.StreamingMode;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A conversation or a prompt for a provider. It creates the plan of its run, and asks the
 * provider in that run.
 *
 * @param model the model that asks
 * @param request the conversation; for a prompt only its options
 * @param prompt the prompt, or {@code null} for a conversation
 */
record Question(CallbackChatModel model, ChatRequest request, @Nullable String prompt) {

	/**
	 * Creates the plan of the run of one call.
	 */
	RunPlan plan(RunConfig config) {
		Map<String, Object> parameters = parameters();
		RunPlan plan = (this.prompt != null) ? RunPlan.prompt(this.prompt, parameters)
				: RunPlan.chat(this.request, parameters);
		return plan.as(plan.kind(), providerName()).withConfig(config).withHandlers(this.model.handlers());
	}

	/**
	 * Opens a call for a whole answer.
	 */
	OpenCall<LlmResult> open(RunConfig config, Caller caller) {
		boolean streams = streams(config);
		RunPlan plan = plan(config).withCollecting(streams)
			.withOnWorkThread(caller.needsWorkThread(provider().isBlocking()));
		return OpenCall.forResult(opener(), plan, streams ? new StreamWork(this) : new AnswerWork(this), caller);
	}

	/**
	 * Streams the answer, with a call for each subscription.
	 */
	Flux<ChatChunk> flux(RunConfig config) {
		return new CallFlux<>(opener(), plan(config).withOnWorkThread(provider().isBlocking()),
				() -> new StreamWork(this), null);
	}

	/**
	 * Returns the chunks of the provider, on the threads that the caller requires.
	 */
	Publisher<ChatChunk> stream(DrivenRun run, Caller caller) {
		return ask(run, caller, () -> (this.prompt != null) ? provider().streamText(this.prompt, options())
				: provider().stream(this.request));
	}

	/**
	 * Returns the whole answer of the provider, on the threads that the caller requires.
	 */
	Publisher<LlmResult> answer(DrivenRun run, Caller caller, PartialAnswer partial) {
		return ask(run, caller, () -> ((this.prompt != null) ? provider().complete(this.prompt, options())
				: provider().call(this.request))
			.contextWrite(partial::in));
	}

	private <T> Publisher<T> ask(DrivenRun run, Caller caller, Supplier<? extends Publisher<T>> provider) {
		Supplier<Flux<T>> attempt = () -> caller.ask(provider.get(), provider().isBlocking(), run, opener());
		RetryPolicy retry = this.model.retry();
		return (retry != null) ? caller.retry(retry, opener(), (number) -> attempt.get()) : attempt.get();
	}

	/**
	 * Whether a call for one whole answer streams it from the provider.
	 */
	boolean streams(RunConfig config) {
		// forbidden by one of them, it is not allowed by the other
		if (isForbidden(options().streaming()) || isForbidden(this.model.options().streaming())) {
			return false;
		}
		return options().streaming() == StreamingMode.ALWAYS
				|| opener().demandsStreaming(config, this.model.handlers());
	}

	private boolean isForbidden(@Nullable StreamingMode mode) {
		return mode == StreamingMode.NEVER || (mode == StreamingMode.NOT_WITH_TOOLS && !options().tools().isEmpty());
	}

	String providerName() {
		return InvalidRequestException.required(provider().name(), "The name of the provider");
	}

	private Map<String, Object> parameters() {
		Map<String, Object> parameters = new LinkedHashMap<>();
		parameters.put("provider", providerName());
		putIfPresent(parameters, "model", (options().model() != null) ? options().model() : provider().defaultModel());
		putIfPresent(parameters, "temperature", options().temperature());
		putIfPresent(parameters, "max_tokens", options().maxTokens());
		return parameters;
	}

	private static void putIfPresent(Map<String, Object> parameters, String name, @Nullable Object value) {
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

	private RunOpener opener() {
		return this.model.opener();
	}

}
