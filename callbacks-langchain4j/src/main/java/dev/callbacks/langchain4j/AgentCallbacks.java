// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

/**
 * Makes calls of single agents runs, with the agents that work for them below: for those
 * whose builders tell nobody, such as supervisors. Apart from
 * {@link LangChain4jCallbacks}, since agents are in a module of LangChain4j that not
 * every application has.
 * <p>
 * <b>Thread-safety</b>: has no state.
 *
 * @since 0.1.0
 */
public final class AgentCallbacks {

	private AgentCallbacks() {
	}

	/**
	 * Observes the calls of an agent as runs. What is observed already, or is no agent,
	 * is returned as it is.
	 * @param <T> the agent
	 * @param callbacks tell the handlers
	 * @param agent the agent
	 * @return an agent that does as the agent does
	 */
	public static <T> T wrap(LangChain4jCallbacks callbacks, T agent) {
		return WorkflowInvocations.observe(callbacks::manager, agent);
	}

}
