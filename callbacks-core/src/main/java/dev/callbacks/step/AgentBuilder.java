// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.call.RunOpener;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;

/**
 * An agent to be built. Immutable; every method returns another.
 * <p>
 * The agent asks the model, calls the tools that the answer asks for, tells the model
 * what they said, and so on until the model answers without asking for a tool. A tool
 * that there is not, and arguments that a tool cannot use, are answered to the model as
 * an error. Each turn's model call, and each tool, is a run below the agent's; the
 * agent's run tells of an {@link dev.callbacks.event.AgentAction} before each tool, and
 * of an {@link dev.callbacks.event.AgentFinish} at the end.
 *
 * @since 0.1.0
 */
public final class AgentBuilder {

	private static final int MAX_TURNS = 10;

	private final RunOpener opener;

	private final String name;

	private final CallbackChatModel model;

	private final Map<String, Tool> tools;

	private final int maxTurns;

	private final boolean parallel;

	AgentBuilder(RunOpener opener, String name, CallbackChatModel model) {
		this(opener, name, model, Map.of(), MAX_TURNS, true);
	}

	private AgentBuilder(RunOpener opener, String name, CallbackChatModel model, Map<String, Tool> tools, int maxTurns,
			boolean parallel) {
		this.opener = opener;
		this.name = name;
		this.model = model;
		this.tools = tools;
		this.maxTurns = maxTurns;
		this.parallel = parallel;
	}

	/**
	 * Adds tools.
	 * @param tools the tools, by different names
	 * @return the builder
	 */
	public AgentBuilder tools(Tool... tools) {
		return tools(List.of(tools));
	}

	/**
	 * Adds tools.
	 * @param tools the tools, by different names
	 * @return the builder
	 */
	public AgentBuilder tools(List<Tool> tools) {
		Map<String, Tool> all = new LinkedHashMap<>(this.tools);
		for (Tool tool : tools) {
			if (all.put(tool.definition().name(), tool) != null) {
				throw new InvalidRequestException("There are two tools named '" + tool.definition().name() + "'");
			}
		}
		return new AgentBuilder(this.opener, this.name, this.model, all, this.maxTurns, this.parallel);
	}

	/**
	 * Bounds how often the model is asked; ten times if nothing is said. An agent that
	 * comes to its bound fails with a {@link dev.callbacks.step.TurnLimitException}.
	 * @param maxTurns the bound
	 * @return the builder
	 */
	public AgentBuilder maxTurns(int maxTurns) {
		if (maxTurns < 1) {
			throw new InvalidRequestException("maxTurns must be at least 1, not " + maxTurns);
		}
		return new AgentBuilder(this.opener, this.name, this.model, this.tools, maxTurns, this.parallel);
	}

	/**
	 * Sets whether the tools of one turn are called at the same time, which they are if
	 * nothing is said, or one after another.
	 * @param parallel whether they are called at the same time
	 * @return the builder
	 */
	public AgentBuilder parallelTools(boolean parallel) {
		return new AgentBuilder(this.opener, this.name, this.model, this.tools, this.maxTurns, parallel);
	}

	/**
	 * Builds the agent.
	 * @return the agent, as a step from a conversation to the model's last answer
	 */
	public Step<ChatRequest, LlmResult> build() {
		return new Step<>(this.opener, new AgentBody(this.name, this.model, this.tools, this.maxTurns, this.parallel));
	}

}
