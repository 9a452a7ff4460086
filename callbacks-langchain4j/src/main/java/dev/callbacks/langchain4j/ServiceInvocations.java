// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.langchain4j.invocation.LangChain4jManaged;
import dev.langchain4j.service.memory.ChatMemoryAccess;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one AI service, with a run around each. All else of the service is the
 * library's own handler.
 */
final class ServiceInvocations implements InvocationHandler {

	private final ObservedServices<?> service;

	private final InvocationHandler handler;

	ServiceInvocations(ObservedServices<?> service, InvocationHandler handler) {
		this.service = service;
		this.handler = handler;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		ServiceCall call = isCall(method) ? this.service.open() : null;
		if (call == null) {
			return this.handler.invoke(proxy, method, args);
		}
		Run run = Run.find().orElse(null);
		Map<Class<? extends LangChain4jManaged>, LangChain4jManaged> managed = LangChain4jManaged.current();
		LangChain4jManaged.setCurrent(with(managed, call));
		ServiceAgent agent = this.service.agent();
		if (run == null && agent != null) {
			CurrentRun.set(agent.above());
		}
		try {
			Object result = this.handler.invoke(proxy, method, args);
			if (result != null) {
				call.waits(result);
			}
			return result;
		}
		catch (Throwable ex) {
			Throwable failure = Refusal.unwrap(ex);
			call.failed(failure);
			throw failure;
		}
		finally {
			CurrentRun.set(run);
			restore(managed);
		}
	}

	private static boolean isCall(Method method) {
		return Modifier.isAbstract(method.getModifiers()) && method.getDeclaringClass() != ChatMemoryAccess.class;
	}

	private static Map<Class<? extends LangChain4jManaged>, LangChain4jManaged> with(
			@Nullable Map<Class<? extends LangChain4jManaged>, LangChain4jManaged> managed, ServiceCall call) {
		Map<Class<? extends LangChain4jManaged>, LangChain4jManaged> both = new HashMap<>();
		if (managed != null) {
			both.putAll(managed);
		}
		both.put(ServiceCall.class, call);
		return both;
	}

	private static void restore(@Nullable Map<Class<? extends LangChain4jManaged>, LangChain4jManaged> managed) {
		if (managed != null) {
			LangChain4jManaged.setCurrent(managed);
		}
		else {
			LangChain4jManaged.removeCurrent();
		}
	}

}
