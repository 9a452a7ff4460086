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

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.ClassUtils;

/**
 * Calls tools as another manager does, and makes each call a run below the turn that it
 * belongs to.
 */
final class ObservedToolCallingManager implements ToolCallingManager {

	/**
	 * Whether the loop of tools hands the subscriber's context to the thread that it
	 * calls tools on. It does so by a class that is not part of its interface.
	 */
	private static final boolean LOOP_TELLS = ClassUtils.isPresent(
			"org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder",
			ObservedToolCallingManager.class.getClassLoader());

	private final CallbackManager manager;

	private final ToolCallingManager tools;

	private final Turns turns;

	ObservedToolCallingManager(CallbackManager manager, ToolCallingManager tools, Turns turns) {
		this.manager = manager;
		this.tools = tools;
		this.turns = turns;
	}

	@Override
	public List<ToolDefinition> resolveToolDefinitions(ToolCallingChatOptions options) {
		return this.tools.resolveToolDefinitions(options);
	}

	@Override
	public ToolExecutionResult executeToolCalls(Prompt prompt, ChatResponse response) {
		Run before = CurrentRun.set(callersRun());
		try {
			return this.tools.executeToolCalls(observed(prompt, calls(response)), response);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	/**
	 * The run of the caller: on its thread if it waits, else in the subscriber's context.
	 */
	private static @Nullable Run callersRun() {
		Run run = LOOP_TELLS ? Loop.run() : null;
		return (run != null) ? run : Run.find().orElse(null);
	}

	private static List<AssistantMessage.ToolCall> calls(ChatResponse response) {
		List<AssistantMessage.ToolCall> calls = new ArrayList<>();
		response.getResults().forEach((candidate) -> calls.addAll(candidate.getOutput().getToolCalls()));
		return calls;
	}

	private Prompt observed(Prompt prompt, List<AssistantMessage.ToolCall> calls) {
		Run turn = Run.find().orElse(null);
		if (turn != null) {
			calls.forEach((call) -> this.turns.act(turn, call));
		}
		if (!(prompt.getOptions() instanceof ToolCallingChatOptions options) || options.getToolCallbacks() == null) {
			return prompt;
		}
		Queue<AssistantMessage.ToolCall> waiting = new ConcurrentLinkedQueue<>(calls);
		List<ToolCallback> observed = options.getToolCallbacks()
			.stream()
			.<ToolCallback>map((tool) -> new ObservedTool(this.manager, tool, waiting))
			.toList();
		return new Prompt(prompt.getInstructions(), options.mutate().toolCallbacks(observed).build());
	}

	/** Apart, so that nothing is missed where the class is missing. */
	private static final class Loop {

		private static @Nullable Run run() {
			return CurrentRun.in(ToolCallReactiveContextHolder.getContext());
		}

	}

}
