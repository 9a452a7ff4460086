// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.langchain4j.agentic.internal.AgenticScopeOwner;
import dev.langchain4j.agentic.internal.InternalAgent;
import dev.langchain4j.agentic.observability.MonitoredAgent;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.planner.AgenticSystemTopology;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.agentic.scope.AgenticScopeAccess;
import dev.langchain4j.invocation.LangChain4jManaged;
import dev.langchain4j.service.ParameterNameResolver;
import dev.langchain4j.service.memory.ChatMemoryAccess;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one workflow, with a run around each. All else of the workflow is the
 * library's own handler.
 */
final class WorkflowInvocations implements InvocationHandler {

	/** The types whose methods are questions of the library, and no work of the agent. */
	private static final Set<Class<?>> QUESTIONS = Set.of(Object.class, AgentInstance.class, InternalAgent.class,
			AgenticScopeOwner.class, AgenticScopeAccess.class, MonitoredAgent.class, ChatMemoryAccess.class);

	private final Supplier<? extends @Nullable CallbackManager> managers;

	private final AgentInstance agent;

	private final InvocationHandler handler;

	private WorkflowInvocations(Supplier<? extends @Nullable CallbackManager> managers, AgentInstance agent,
			InvocationHandler handler) {
		this.managers = managers;
		this.agent = agent;
		this.handler = handler;
	}

	/**
	 * Observes the calls of a workflow as runs. Any other object is returned as it is.
	 */
	@SuppressWarnings("unchecked")
	static <T> T observe(Supplier<? extends @Nullable CallbackManager> managers, T agent) {
		Class<?> type = agent.getClass();
		if (!Proxy.isProxyClass(type) || areObserved(agent) || !(agent instanceof AgentInstance workflow)
				|| workflow.topology() == AgenticSystemTopology.AI_AGENT) {
			return agent;
		}
		return (T) Proxy.newProxyInstance(type.getClassLoader(), type.getInterfaces(),
				new WorkflowInvocations(managers, workflow, Proxy.getInvocationHandler(agent)));
	}

	/**
	 * Whether calls of an agent are runs.
	 */
	static boolean areObserved(Object agent) {
		return Proxy.isProxyClass(agent.getClass()) && Proxy.getInvocationHandler(agent) instanceof WorkflowInvocations;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (QUESTIONS.contains(method.getDeclaringClass())) {
			Object answer = this.handler.invoke(proxy, method, args);
			// the workflow itself, to work in a scope of another one
			return method.getName().equals("withAgenticScope") ? observe(this.managers, answer) : answer;
		}
		CallbackManager manager = this.managers.get();
		if (manager == null) {
			return this.handler.invoke(proxy, method, args);
		}
		List<String> names = Arrays.stream(method.getParameters()).map(ParameterNameResolver::name).toList();
		List<?> arguments = (args != null) ? Arrays.asList(args) : List.of();
		return AgentRuns.call(manager, this.agent.name(), AgentRuns.inputs(names, arguments),
				AgentScopes.above(LangChain4jManaged.current(AgenticScope.class), this.agent),
				() -> this.handler.invoke(proxy, method, args));
	}

}
