// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.core.Ordered;

/**
 * An advisor that makes each turn of a chat client a run: what the user asks, with all
 * rounds of the model and all tools below it.
 */
final class TurnAdvisor implements CallAdvisor, StreamAdvisor, LoopTools.Stop {

	/** Around the loop of tools and whatever the application adds. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	/** The key of the conversation in the metadata of turns. */
	private static final String CONVERSATION = "conversation_id";

	private static final String UNDER_WAY = TurnAdvisor.class.getName();

	private static final ThreadLocal<@Nullable Boolean> HERE = new ThreadLocal<>();

	private final CallbackManager manager;

	private final Turns turns;

	private final LoopTools tools;

	TurnAdvisor(CallbackManager manager, Turns turns, LoopTools tools) {
		this.manager = manager;
		this.turns = turns;
		this.tools = tools;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		Supplier<ChatClientResponse> next = () -> this.tools.call(this, request, chain.getCallAdvisors(),
				chain::nextCall);
		return isFirst(chain.getCallAdvisors()) ? call(request, next) : next.get();
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		Flux<ChatClientResponse> responses = this.tools.stream(this, request, chain.getStreamAdvisors(),
				chain::nextStream);
		return isFirst(chain.getStreamAdvisors()) ? stream(request, responses) : responses;
	}

	/**
	 * Whether no other advisor of the chain does the same: one may be added twice.
	 */
	private boolean isFirst(List<? extends Advisor> advisors) {
		for (Advisor advisor : advisors) {
			if (advisor instanceof TurnAdvisor turn && turn.manager == this.manager) {
				return advisor == this;
			}
		}
		return true;
	}

	/**
	 * Whether a call is made without its turn: upstream lets a call be made again, but
	 * only by those advisors that were not called before.
	 */
	boolean isMissing(CallAdvisorChain chain) {
		return HERE.get() == null && chain.getCallAdvisors().contains(this);
	}

	/**
	 * Whether a stream is subscribed to without its turn.
	 */
	boolean isMissing(StreamAdvisorChain chain, ContextView context) {
		return !context.hasKey(UNDER_WAY) && chain.getStreamAdvisors().contains(this);
	}

	ChatClientResponse call(ChatClientRequest request, Supplier<ChatClientResponse> body) {
		return turn(request).<ChatClientResponse, RuntimeException>call(() -> {
			Run run = Run.find().orElse(null);
			if (run == null) {
				return body.get();
			}
			Boolean before = HERE.get();
			HERE.set(true);
			this.turns.begin(run);
			try {
				ChatClientResponse response = body.get();
				this.turns.finish(run, text(response));
				return response;
			}
			finally {
				this.turns.end(run);
				if (before == null) {
					HERE.remove();
				}
			}
		});
	}

	Flux<ChatClientResponse> stream(ChatClientRequest request, Flux<ChatClientResponse> responses) {
		return turn(request).stream(() -> Flux.deferContextual((context) -> {
			Run run = CurrentRun.in(context);
			if (run == null) {
				return responses;
			}
			this.turns.begin(run);
			StringBuilder answer = new StringBuilder();
			return responses.doOnNext((response) -> answer.append(text(response)))
				.doOnComplete(() -> this.turns.finish(run, answer.toString()))
				.doFinally((signal) -> this.turns.end(run));
		}).contextWrite((context) -> context.put(UNDER_WAY, true)));
	}

	private CallSpec turn(ChatClientRequest request) {
		return CallSpec.of(RunOpener.observing(this.manager), RunKind.CHAIN, "chat-client")
			.observed()
			.with(config(request.context()))
			.input(userText(request.prompt()))
			.output((response) -> (response instanceof ChatClientResponse its) ? text(its) : response);
	}

	private static RunConfig config(Map<String, ? extends @Nullable Object> context) {
		RunConfig config = RunConfig.empty();
		Object conversation = context.get(ChatMemory.CONVERSATION_ID);
		if (conversation != null) {
			config = config.metadata(CONVERSATION, conversation);
		}
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

	private static String text(@Nullable ChatClientResponse response) {
		ChatResponse answer = (response != null) ? response.chatResponse() : null;
		return (answer != null) ? Responses.text(answer) : "";
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
