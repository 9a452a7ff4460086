// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;

import dev.callbacks.Run;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.RunKind;
import dev.langchain4j.agentic.planner.AgentArgument;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.invocation.LangChain4jManaged;
import org.jspecify.annotations.Nullable;

/**
 * The agent that an AI service works as: the service's runs are those of the agent. Apart
 * from the service, since agents are in a module of LangChain4j that not every
 * application has.
 */
final class ServiceAgent {

	private static final boolean PRESENT = isPresent();

	private final AgentInstance agent;

	private ServiceAgent(AgentInstance agent) {
		this.agent = agent;
	}

	private static boolean isPresent() {
		try {
			Class.forName("dev.langchain4j.agentic.planner.AgentInstance", false, ServiceAgent.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Returns the agent that listens to its own service, as all agents do.
	 * @param listener a listener to a service
	 * @return the agent, or {@code null} if the listener is none
	 */
	static @Nullable ServiceAgent of(Object listener) {
		return (PRESENT && listener instanceof AgentInstance agent) ? new ServiceAgent(agent) : null;
	}

	/**
	 * Returns the run of the workflow that the agent works for on this thread.
	 * @return the run, or {@code null}
	 */
	@Nullable Run above() {
		return AgentScopes.above(LangChain4jManaged.current(AgenticScope.class), this.agent);
	}

	/**
	 * Creates the plan of the agent's run.
	 * @param arguments the arguments of the service's method
	 */
	RunPlan plan(List<Object> arguments) {
		List<String> names = this.agent.arguments().stream().map(AgentArgument::name).toList();
		return RunPlan.inputs(AgentRuns.inputs(names, arguments)).as(RunKind.AGENT, this.agent.name());
	}

}
