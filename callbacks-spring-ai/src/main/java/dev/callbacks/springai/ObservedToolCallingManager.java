// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;

import dev.callbacks.CallbackManager;

import dev.callbacks.spi.ObservedBean;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * A manager that calls tools as another does, and makes each call a run below the turn
 * that it belongs to.
 */
final class ObservedToolCallingManager implements ToolCallingManager, ObservedBean {

	private final CallbackManager manager;

	private final ToolCallingManager tools;

	private final Turns turns;

	ObservedToolCallingManager(CallbackManager manager, ToolCallingManager tools, Turns turns) {
		this.manager = manager;
		this.tools = tools;
		this.turns = turns;
	}

	@Override
	public Object observedBean() {
		return this.tools;
	}

	@Override
	public List<ToolDefinition> resolveToolDefinitions(ToolCallingChatOptions options) {
		return this.tools.resolveToolDefinitions(options);
	}

	@Override
	public ToolExecutionResult executeToolCalls(Prompt prompt, ChatResponse response) {
		return this.tools.executeToolCalls(observed(prompt, response), response);
	}

	private Prompt observed(Prompt prompt, ChatResponse response) {
		if (prompt == null || response == null || !(prompt.getOptions() instanceof ToolCallingChatOptions options)
				|| options.getToolCallbacks() == null) {
			return prompt;
		}
		AskedTools asked = new AskedTools();
		asked.add(response, ToolLoop.callersRun());
		return new Prompt(prompt.getInstructions(),
				options.mutate()
					.toolCallbacks(ObservedTool.all(this.manager, options.getToolCallbacks(), this.turns, asked))
					.build());
	}

	@Override
	public String toString() {
		return this.tools.toString();
	}

}
