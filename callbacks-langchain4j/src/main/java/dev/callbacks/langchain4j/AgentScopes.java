// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.Run;
import dev.callbacks.call.Stages;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.AgenticScope;
import org.jspecify.annotations.Nullable;

/**
 * The open runs of workflows, in the scopes that the library carries to the agents of a
 * workflow, on whichever threads they work.
 */
final class AgentScopes {

	private AgentScopes() {
	}

	/**
	 * Records that a workflow begins to work in a scope.
	 */
	static void enter(AgenticScope scope, AgentInstance workflow, Run run) {
		Set<Run> open = open(scope, workflow);
		open.add(run);
		Stages.whenDone(run.finished(), (result, failure) -> open.remove(run));
	}

	/**
	 * Returns the run of a workflow, or {@code null} if it works more than once in the
	 * scope, or not at all.
	 */
	static @Nullable Run of(AgenticScope scope, AgentInstance workflow) {
		List<Run> open = open(scope, workflow).stream()
			.filter((run) -> !run.finished().toCompletableFuture().isDone())
			.toList();
		return (open.size() == 1) ? open.get(0) : null;
	}

	/**
	 * Returns the run of the nearest workflow that an agent works for, or {@code null}.
	 */
	static @Nullable Run above(@Nullable AgenticScope scope, AgentInstance agent) {
		Run run = null;
		for (AgentInstance above = agent.parent(); scope != null && run == null
				&& above != null; above = above.parent()) {
			run = of(scope, above);
		}
		return run;
	}

	@SuppressWarnings("unchecked")
	private static synchronized Set<Run> open(AgenticScope scope, AgentInstance workflow) {
		String key = AgentScopes.class.getName() + "." + workflow.agentId();
		if (scope.executionContext(key) == null) {
			scope.writeExecutionContext(key, ConcurrentHashMap.newKeySet());
		}
		return (Set<Run>) scope.executionContext(key);
	}

}
