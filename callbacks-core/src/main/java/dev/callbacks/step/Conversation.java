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
import dev.callbacks.message.ObjectText;
import dev.callbacks.message.ToolCall;

/**
 * The messages of one call of an agent. Accessed by one thread at a time, since turns
 * follow each other.
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
	 * Returns the request of the next turn.
	 */
	ChatRequest next() {
		if (this.turns++ == this.agent.maxTurns()) {
			throw new TurnLimitException("Agent '" + this.agent.name() + "' has no answer after "
					+ this.agent.maxTurns() + " turns. Raise maxTurns, or give the model better tools");
		}
		return ChatRequest.of(this.messages).withOptions(this.options);
	}

	/**
	 * Adds an answer of the model.
	 * @return the tool calls that it requests
	 */
	List<ToolCall> addAnswer(LlmResult answer) {
		Generation first = answer.first();
		if (first == null) {
			throw new EmptyAnswerException("The model of agent '" + this.agent.name() + "' gave an empty answer");
		}
		this.messages.add(first.message());
		return first.message().toolCalls();
	}

	/**
	 * Reports the decision in the last answer on the agent's run.
	 */
	CompletionStage<?> report(Run run, LlmResult answer) {
		List<ToolCall> toolCalls = this.messages.get(this.messages.size() - 1).toolCalls();
		if (toolCalls.isEmpty()) {
			return run.emitFinish(answer.text(), answer.text());
		}
		CompletableFuture<?>[] reports = toolCalls.stream()
			.map((call) -> run.emitAction(call.name(), inputOf(call), answer.text()).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(reports);
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
	 * Adds the outputs of the tools.
	 */
	void addToolOutputs(List<ToolCall> toolCalls, List<Object> outputs) {
		for (int i = 0; i < toolCalls.size(); i++) {
			Object output = outputs.get(i);
			this.messages.add(ChatMessage.tool(toolCalls.get(i).id(), (output != null) ? ObjectText.of(output) : ""));
		}
	}

}
