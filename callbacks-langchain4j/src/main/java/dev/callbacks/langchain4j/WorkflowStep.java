// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.Run;
import dev.langchain4j.agentic.internal.AbstractAgentInvoker;
import dev.langchain4j.agentic.internal.AgentExecutor;
import dev.langchain4j.agentic.internal.AgentInvocationArguments;
import dev.langchain4j.agentic.internal.AgentInvoker;
import dev.langchain4j.agentic.internal.AgentUtil;
import dev.langchain4j.agentic.planner.AgenticSystemTopology;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.agentic.scope.DefaultAgenticScope;
import org.jspecify.annotations.Nullable;

/**
 * An agent as a step of a workflow, each call of which is a run: for agents that are
 * neither AI services nor built by our builders, whose runs those make.
 */
final class WorkflowStep extends AbstractAgentInvoker {

	private final Supplier<? extends @Nullable CallbackManager> managers;

	private final AgentInvoker step;

	private WorkflowStep(Supplier<? extends @Nullable CallbackManager> managers, AgentInvoker step) {
		super(step.method(), step);
		this.managers = managers;
		this.step = step;
	}

	/**
	 * Returns agents as steps of a workflow.
	 */
	static List<AgentExecutor> of(Collection<?> agents) {
		return AgentUtil.agentsToExecutors(agents).stream().map(WorkflowStep::of).toList();
	}

	private static AgentExecutor of(AgentExecutor step) {
		if (step.agentInvoker() instanceof WorkflowStep || WorkflowInvocations.areObserved(step.agent())
				|| step.topology() == AgenticSystemTopology.AI_AGENT) {
			return step;
		}
		return new AgentExecutor(new WorkflowStep(LangChain4jInstallation.managers(), step.agentInvoker()),
				step.agent());
	}

	@Override
	public Object invoke(DefaultAgenticScope scope, Object agent, AgentInvocationArguments args) {
		CallbackManager manager = this.managers.get();
		if (manager == null) {
			return this.step.invoke(scope, agent, args);
		}
		return AgentRuns.call(manager, name(), args.namedArgs(), AgentScopes.above(scope, this), () -> {
			Run.find().ifPresent((run) -> AgentScopes.enter(scope, this, run));
			return this.step.invoke(scope, agent, args);
		});
	}

	@Override
	public AgentInvocationArguments toInvocationArguments(AgenticScope scope) {
		return this.step.toInvocationArguments(scope);
	}

	@Override
	public String toString() {
		return this.step.toString();
	}

}
