// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.function.Function;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.Advisor;
import org.springframework.ai.chat.client.advisor.api.ToolAdvisor;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * The tools of a turn, which are observed ones for the loop that calls them.
 * <p>
 * The loop is wherever the application has put it. So the last of our advisors before it
 * gives it observed tools, and the first one inside of it takes them back. No advisor of
 * the application is between these two and the loop if that has its default order; all
 * others get the application's own tools in any case.
 */
final class LoopTools {

	private final CallbackManager manager;

	private final Turns turns;

	LoopTools(CallbackManager manager, Turns turns) {
		this.manager = manager;
		this.turns = turns;
	}

	ChatClientResponse call(Stop stop, ChatClientRequest request, List<? extends Advisor> advisors,
			Function<ChatClientRequest, ChatClientResponse> next) {
		if (isBeforeLoop(stop, advisors)) {
			return next.apply(observed(request));
		}
		AskedTools asked = asked(request);
		if (asked == null) {
			return next.apply(request);
		}
		ChatClientResponse response = next.apply(own(request));
		add(asked, response, Run.find().orElse(null));
		return response;
	}

	Flux<ChatClientResponse> stream(Stop stop, ChatClientRequest request, List<? extends Advisor> advisors,
			Function<ChatClientRequest, Flux<ChatClientResponse>> next) {
		if (isBeforeLoop(stop, advisors)) {
			return next.apply(observed(request));
		}
		AskedTools asked = asked(request);
		if (asked == null) {
			return next.apply(request);
		}
		Flux<ChatClientResponse> responses = next.apply(own(request));
		return Flux.deferContextual((context) -> {
			Run run = CurrentRun.in(context);
			return responses.doOnNext((response) -> add(asked, response, run));
		});
	}

	private static void add(AskedTools asked, @Nullable ChatClientResponse response, @Nullable Run run) {
		asked.add((response != null) ? response.chatResponse() : null, run);
	}

	/**
	 * Whether a loop follows, and no other of our advisors before it. Inside of a loop
	 * the chain has only what follows the loop.
	 */
	private static boolean isBeforeLoop(Stop stop, List<? extends Advisor> advisors) {
		for (Advisor next : advisors.subList(advisors.indexOf(stop) + 1, advisors.size())) {
			if (next instanceof ToolAdvisor) {
				return true;
			}
			if (next instanceof Stop) {
				return false;
			}
		}
		return false;
	}

	private static List<ToolCallback> tools(ChatClientRequest request) {
		return (request.prompt().getOptions() instanceof ToolCallingChatOptions options
				&& options.getToolCallbacks() != null) ? options.getToolCallbacks() : List.of();
	}

	private ChatClientRequest observed(ChatClientRequest request) {
		List<ToolCallback> tools = tools(request);
		return tools.isEmpty() ? request
				: with(request, ObservedTool.all(this.manager, tools, this.turns, new AskedTools()));
	}

	/**
	 * The calls that the observed tools of a request wait for, or {@code null} if it has
	 * no such tools.
	 */
	private static @Nullable AskedTools asked(ChatClientRequest request) {
		return tools(request).stream()
			.filter(ObservedTool.class::isInstance)
			.map((tool) -> ((ObservedTool) tool).asked())
			.findFirst()
			.orElse(null);
	}

	private static ChatClientRequest own(ChatClientRequest request) {
		return with(request, tools(request).stream().map(ObservedTool::unwrap).toList());
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

	/**
	 * One of our advisors, at which a request stops on its way to the model.
	 */
	interface Stop extends Advisor {

	}

}
