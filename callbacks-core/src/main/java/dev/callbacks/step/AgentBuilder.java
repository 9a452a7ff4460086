// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.call.RunOpener;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;

/**
 * A builder of an agent. Immutable; every method returns another builder.
 * <p>
 * In each turn the agent asks the model, calls the tools that the answer requests, and
 * adds their outputs to the conversation, until an answer requests no tool. If the model
 * requests an unknown tool, or gives a tool arguments that it cannot use, it gets an
 * error as the output. Each request to the model and each tool is a run below the agent's
 * run, which reports an {@link dev.callbacks.event.AgentAction} before each tool, and an
 * {@link dev.callbacks.event.AgentFinish} at the end.
 *
 * @since 0.1.0
 */
public final class AgentBuilder {

	private static final int MAX_TURNS = 10;

	private static final String TOOLS = "The tools of an agent";

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
		return tools(Arrays.asList(InvalidRequestException.required(tools, TOOLS)));
	}

	/**
	 * Adds tools.
	 * @param tools the tools, by different names
	 * @return the builder
	 */
	public AgentBuilder tools(List<Tool> tools) {
		Map<String, Tool> all = new LinkedHashMap<>(this.tools);
		for (Tool tool : InvalidRequestException.required(tools, TOOLS)) {
			String name = InvalidRequestException.required(tool, "A tool of an agent").definition().name();
			if (all.put(name, tool) != null) {
				throw new InvalidRequestException("There are two tools named '" + name + "'");
			}
		}
		return new AgentBuilder(this.opener, this.name, this.model, all, this.maxTurns, this.parallel);
	}

	/**
	 * Sets the largest number of requests to the model, ten by default. An agent that
	 * needs more fails with a {@link TurnLimitException}.
	 * @param maxTurns the limit
	 * @return the builder
	 */
	public AgentBuilder maxTurns(int maxTurns) {
		if (maxTurns < 1) {
			throw new InvalidRequestException("maxTurns must be at least 1, not " + maxTurns);
		}
		return new AgentBuilder(this.opener, this.name, this.model, this.tools, maxTurns, this.parallel);
	}

	/**
	 * Sets whether the tools of one turn are called at the same time, as by default, or
	 * one after another, in which case none is called behind one that failed.
	 * @param parallel whether they are called at the same time
	 * @return the builder
	 */
	public AgentBuilder parallelTools(boolean parallel) {
		return new AgentBuilder(this.opener, this.name, this.model, this.tools, this.maxTurns, parallel);
	}

	/**
	 * Builds the agent.
	 * @return the agent, a step from a conversation to the last answer of the model
	 */
	public Step<ChatRequest, LlmResult> build() {
		return new Step<>(this.opener, new AgentBody(this.name, this.model, this.tools, this.maxTurns, this.parallel));
	}

}
