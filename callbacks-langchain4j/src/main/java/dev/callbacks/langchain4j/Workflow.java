// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.Run;
import dev.callbacks.event.RunKind;
import dev.langchain4j.agentic.agent.ErrorContext;
import dev.langchain4j.agentic.agent.ErrorRecoveryResult;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.AgenticScope;
import org.jspecify.annotations.Nullable;

/**
 * The observation of a workflow of agents, prepared while the workflow is built.
 */
final class Workflow {

	private final Supplier<? extends @Nullable CallbackManager> managers = LangChain4jInstallation.managers();

	private volatile @Nullable AgentInstance agent;

	/**
	 * Observes the calls of the workflow that was built.
	 */
	<T> T observe(T built) {
		if (built instanceof AgentInstance instance) {
			this.agent = instance;
		}
		return WorkflowInvocations.observe(this.managers, built);
	}

	/**
	 * Returns a consumer that is called before each call, and that records in the scope
	 * which run works there.
	 */
	Consumer<AgenticScope> entering(Consumer<AgenticScope> beforeCall) {
		return (scope) -> {
			AgentInstance workflow = this.agent;
			Run run = Run.find().orElse(null);
			if (workflow != null && run != null && run.info().kind() == RunKind.AGENT
					&& run.info().name().equals(workflow.name())) {
				AgentScopes.enter(scope, workflow, run);
			}
			beforeCall.accept(scope);
		};
	}

	/**
	 * Returns an error handler that reports a retry if the agent that failed is asked
	 * again.
	 */
	@Nullable Function<ErrorContext, ErrorRecoveryResult> retrying(
			@Nullable Function<ErrorContext, ErrorRecoveryResult> errorHandler) {
		return (errorHandler == null) ? null : (failure) -> {
			ErrorRecoveryResult recovery = errorHandler.apply(failure);
			AgentInstance workflow = this.agent;
			if (workflow != null && recovery != null && recovery.type() == ErrorRecoveryResult.Type.RETRY) {
				Retries.report(AgentScopes.of(failure.agenticScope(), workflow), failure.agentName(),
						failure.exception());
			}
			return recovery;
		};
	}

}
