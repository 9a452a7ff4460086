// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

/**
 * The entry to observation of single agents, for those whose builders do not let them be
 * observed, such as supervisors. Apart from {@link LangChain4jCallbacks}, since agents
 * are in a module of LangChain4j that not every application has.
 * <p>
 * <b>Thread-safety</b>: has no state.
 *
 * @since 0.1.0
 */
public final class AgentCallbacks {

	private AgentCallbacks() {
	}

	/**
	 * Observes the calls of an agent as runs. An object that is observed already, or is
	 * no agent, is returned as it is.
	 * @param <T> the type of the agent
	 * @param callbacks the callbacks whose handlers are told
	 * @param agent the agent
	 * @return an agent that behaves as the given one
	 */
	public static <T> T wrap(LangChain4jCallbacks callbacks, T agent) {
		return WorkflowInvocations.observe(callbacks::manager, agent);
	}

	/**
	 * Observes the calls of an agent as runs, while an installation lasts.
	 * @param <T> the type of the agent
	 * @param installation the installation whose handlers are told
	 * @param agent the agent
	 * @return an agent that behaves as the given one
	 */
	public static <T> T wrap(LangChain4jInstallation installation, T agent) {
		return WorkflowInvocations.observe(installation::manager, agent);
	}

}
