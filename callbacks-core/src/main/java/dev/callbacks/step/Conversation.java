// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.callbacks.Run;
import dev.callbacks.chat.EmptyAnswerException;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;

/**
 * What agent and model have said to each other in one call. Touched by one thread at a
 * time, as the turns follow each other.
 */
final class Conversation {

	private final AgentBody agent;

	private final ChatOptions options;

	private final List<ChatMessage> messages;

	private int turns;

	Conversation(AgentBody agent, ChatRequest request) {
		this.agent = agent;
		this.options = agent.tools().isEmpty() ? request.options()
				: request.options().withTools(agent.tools().values().stream().map(Tool::definition).toList());
		this.messages = new ArrayList<>(request.messages());
	}

	/**
	 * What the model is asked next.
	 */
	ChatRequest next() {
		if (this.turns++ == this.agent.maxTurns()) {
			throw new TurnLimitException("Agent '" + this.agent.name() + "' has no answer after "
					+ this.agent.maxTurns() + " turns. Raise maxTurns, or give the model better tools");
		}
		return ChatRequest.of(this.messages).withOptions(this.options);
	}

	/**
	 * The model has answered.
	 * @return the tools that it asks for
	 */
	List<ToolCall> heard(LlmResult answer) {
		Generation first = answer.first();
		if (first == null) {
			throw new EmptyAnswerException("The model of agent '" + this.agent.name() + "' gave no answer");
		}
		this.messages.add(first.message());
		return first.message().toolCalls();
	}

	/**
	 * Tells what the agent has decided.
	 */
	CompletionStage<?> report(Run run, LlmResult answer) {
		List<ToolCall> asked = this.messages.get(this.messages.size() - 1).toolCalls();
		if (asked.isEmpty()) {
			return run.emitFinish(answer.text(), answer.text());
		}
		CompletableFuture<?>[] told = asked.stream()
			.map((call) -> run.emitAction(call.name(), inputOf(call), answer.text()).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(told);
	}

	private static Object inputOf(ToolCall call) {
		try {
			return ToolArguments.parse(call.arguments());
		}
		catch (InvalidToolInputException ex) {
			return call.arguments();
		}
	}

	/**
	 * The tools have answered.
	 */
	void told(List<ToolCall> asked, List<Object> outputs) {
		for (int i = 0; i < asked.size(); i++) {
			Object output = outputs.get(i);
			this.messages.add(ChatMessage.tool(asked.get(i).id(), (output != null) ? output.toString() : ""));
		}
	}

}
