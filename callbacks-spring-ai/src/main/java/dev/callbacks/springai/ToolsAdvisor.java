// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackManager;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * An advisor around the loop that calls tools, which gives it observed ones. Those are
 * known to the loop only: the advisors inside of it get the application's own.
 */
final class ToolsAdvisor implements CallAdvisor, StreamAdvisor {

	private final CallbackManager manager;

	private final Turns turns;

	ToolsAdvisor(CallbackManager manager, Turns turns) {
		this.manager = manager;
		this.turns = turns;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return chain.nextCall(observed(request));
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return chain.nextStream(observed(request));
	}

	private ChatClientRequest observed(ChatClientRequest request) {
		List<ToolCallback> tools = tools(request);
		return tools.isEmpty() ? request
				: with(request, ObservedTool.all(this.manager, tools, this.turns, new ConcurrentLinkedQueue<>()));
	}

	private static List<ToolCallback> tools(ChatClientRequest request) {
		return (request.prompt().getOptions() instanceof ToolCallingChatOptions options
				&& options.getToolCallbacks() != null) ? options.getToolCallbacks() : List.of();
	}

	// the values of a context may be null
	@SuppressWarnings("NullAway")
	private static ChatClientRequest with(ChatClientRequest request, List<ToolCallback> tools) {
		if (!(request.prompt().getOptions() instanceof ToolCallingChatOptions options)) {
			return request;
		}
		Prompt prompt = new Prompt(request.prompt().getInstructions(), options.mutate().toolCallbacks(tools).build());
		return new ChatClientRequest(prompt, request.context());
	}

	@Override
	public String getName() {
		return "callbacks-tools";
	}

	@Override
	public int getOrder() {
		return ToolCallingAdvisor.DEFAULT_ORDER - 1;
	}

	/**
	 * An advisor inside of the loop.
	 */
	static final class Inner implements CallAdvisor, StreamAdvisor {

		@Override
		public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
			ObservedTool observed = observed(request);
			ChatClientResponse response = chain.nextCall(own(request, observed));
			expect(observed, response);
			return response;
		}

		@Override
		public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
			ObservedTool observed = observed(request);
			return chain.nextStream(own(request, observed)).doOnNext((response) -> expect(observed, response));
		}

		private static @Nullable ObservedTool observed(ChatClientRequest request) {
			return tools(request).stream()
				.filter(ObservedTool.class::isInstance)
				.map(ObservedTool.class::cast)
				.findFirst()
				.orElse(null);
		}

		private static ChatClientRequest own(ChatClientRequest request, @Nullable ObservedTool observed) {
			return (observed != null) ? with(request, tools(request).stream().map(ObservedTool::unwrap).toList())
					: request;
		}

		private static void expect(@Nullable ObservedTool observed, @Nullable ChatClientResponse response) {
			Queue<AssistantMessage.ToolCall> calls = ObservedTool
				.calls((response != null) ? response.chatResponse() : null);
			if (observed != null && !calls.isEmpty()) {
				observed.expect(calls);
			}
		}

		@Override
		public String getName() {
			return "callbacks-tools-inner";
		}

		@Override
		public int getOrder() {
			return ToolCallingAdvisor.DEFAULT_ORDER + 1;
		}

	}

}
