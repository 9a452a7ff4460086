/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.springai;

import java.util.Collection;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunCall;
import dev.callbacks.RunConfig;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.Ordered;

/**
 * Makes each turn of a chat client a run: what the user asks, with all rounds of the
 * model and all tools below it.
 */
final class TurnAdvisor implements CallAdvisor, StreamAdvisor {

	/** Around the loop of tools and whatever the application adds. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	private final CallbackManager manager;

	private final Turns turns;

	TurnAdvisor(CallbackManager manager, Turns turns) {
		this.manager = manager;
		this.turns = turns;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return turn(request).<ChatClientResponse, RuntimeException>call(() -> {
			Run run = Run.find().orElse(null);
			if (run == null) {
				return chain.nextCall(request);
			}
			this.turns.begin(run);
			try {
				ChatClientResponse response = chain.nextCall(request);
				this.turns.finish(run, text(response));
				return response;
			}
			finally {
				this.turns.end(run);
			}
		});
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return turn(request).stream(() -> Flux.deferContextual((context) -> {
			Run run = CurrentRun.in(context);
			if (run == null) {
				return chain.nextStream(request);
			}
			this.turns.begin(run);
			StringBuilder answer = new StringBuilder();
			return chain.nextStream(request)
				.doOnNext((response) -> answer.append(text(response)))
				.doOnComplete(() -> this.turns.finish(run, answer.toString()))
				.doFinally((signal) -> this.turns.end(run));
		}));
	}

	private RunCall turn(ChatClientRequest request) {
		return this.manager.chain("chat-client")
			.evenIfStopped()
			.with(config(request.context()))
			.input(userText(request.prompt()))
			.output((response) -> (response instanceof ChatClientResponse its) ? text(its) : response);
	}

	private static RunConfig config(Map<String, ? extends @Nullable Object> context) {
		RunConfig config = RunConfig.empty();
		if (context.get(SpringAiCallbacks.TAGS) instanceof Collection<?> tags) {
			config = config.tags(tags.stream().map(String::valueOf).toArray(String[]::new));
		}
		if (context.get(SpringAiCallbacks.METADATA) instanceof Map<?, ?> metadata) {
			for (Map.Entry<?, ?> entry : metadata.entrySet()) {
				config = config.metadata(String.valueOf(entry.getKey()), entry.getValue());
			}
		}
		return config;
	}

	private static String userText(Prompt prompt) {
		String text = prompt.getUserMessage().getText();
		return (text != null) ? text : "";
	}

	private static String text(ChatClientResponse response) {
		ChatResponse answer = response.chatResponse();
		if (answer == null || answer.getResult() == null) {
			return "";
		}
		String text = answer.getResult().getOutput().getText();
		return (text != null) ? text : "";
	}

	@Override
	public String getName() {
		return "callbacks-turn";
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
