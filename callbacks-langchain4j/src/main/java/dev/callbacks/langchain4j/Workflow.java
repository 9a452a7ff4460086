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
 * An agent that has others work for it, while it is built: its calls become runs.
 */
final class Workflow {

	private final Supplier<? extends @Nullable CallbackManager> managers = LangChain4jInstallation.managers();

	private volatile @Nullable AgentInstance agent;

	/**
	 * Makes calls of the agent that was built runs.
	 */
	<T> T observe(T built) {
		if (built instanceof AgentInstance instance) {
			this.agent = instance;
		}
		return WorkflowInvocations.observe(this.managers, built);
	}

	/**
	 * What is done before each call: the scope is told whose run works in it.
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
	 * What is done about an agent's failure: if it is asked again, handlers are told.
	 */
	@Nullable Function<ErrorContext, ErrorRecoveryResult> retrying(
			@Nullable Function<ErrorContext, ErrorRecoveryResult> errorHandler) {
		return (errorHandler == null) ? null : (failure) -> {
			ErrorRecoveryResult recovery = errorHandler.apply(failure);
			AgentInstance workflow = this.agent;
			if (workflow != null && recovery != null && recovery.type() == ErrorRecoveryResult.Type.RETRY) {
				Retries.tell(AgentScopes.of(failure.agenticScope(), workflow), failure.agentName(),
						failure.exception());
			}
			return recovery;
		};
	}

}
