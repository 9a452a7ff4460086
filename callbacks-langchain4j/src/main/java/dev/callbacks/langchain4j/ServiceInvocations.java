/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
