// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.agentic.scope.ResultWithAgenticScope;
import dev.langchain4j.invocation.InvocationParameters;
import org.jspecify.annotations.Nullable;

/**
 * The runs of agents that are no AI services.
 */
final class AgentRuns {

	private AgentRuns() {
	}

	/**
	 * Calls an agent inside a run, and returns and throws what the agent does.
	 * @param manager the manager whose handlers are told
	 * @param name the name of the agent
	 * @param inputs the inputs of the agent by name
	 * @param above the parent of the run where no run is current, or {@code null}
	 * @param work the work of the agent
	 */
	@SuppressWarnings("NullAway")
	static Object call(CallbackManager manager, String name, Map<String, Object> inputs, @Nullable Run above,
			Work work) {
		Run before = Run.find().orElse(null);
		CurrentRun.set((before != null) ? before : above);
		try {
			return CallSpec.of(RunOpener.observing(manager), RunKind.AGENT, name)
				.inputs(inputs)
				.observed()
				.output(AgentRuns::output)
				.<Object, RuntimeException>call(() -> AgentRuns.<RuntimeException>unchecked(work));
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> Object unchecked(Work work) throws X {
		try {
			return work.call();
		}
		catch (Throwable ex) {
			throw (X) ex;
		}
	}

	private static @Nullable Object output(@Nullable Object returned) {
		return (returned instanceof ResultWithAgenticScope<?> result) ? result.result() : returned;
	}

	/**
	 * Returns the inputs of an agent by name.
	 * @param names the names of the arguments, of which there may be too few
	 * @param arguments the arguments, or a single map of them
	 */
	@SuppressWarnings("unchecked")
	static Map<String, Object> inputs(List<String> names, List<?> arguments) {
		if (arguments.size() == 1 && arguments.get(0) instanceof Map<?, ?> named) {
			return (Map<String, Object>) named;
		}
		Map<String, Object> inputs = new LinkedHashMap<>();
		for (int i = 0; i < Math.min(names.size(), arguments.size()); i++) {
			Object argument = arguments.get(i);
			if (!(argument instanceof AgenticScope || argument instanceof InvocationParameters)) {
				inputs.put(names.get(i), argument);
			}
		}
		return inputs;
	}

	/**
	 * The work of an agent.
	 */
	@FunctionalInterface
	interface Work {

		Object call() throws Throwable;

	}

}
