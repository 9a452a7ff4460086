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

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.RunStateException;
import dev.callbacks.event.RunKind;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.observability.api.event.AiServiceCompletedEvent;
import dev.langchain4j.observability.api.event.AiServiceErrorEvent;
import dev.langchain4j.observability.api.event.AiServiceEvent;
import dev.langchain4j.observability.api.event.AiServiceRequestIssuedEvent;
import dev.langchain4j.observability.api.event.AiServiceStartedEvent;
import dev.langchain4j.observability.api.event.ToolExecutedEvent;
import dev.langchain4j.observability.api.listener.AiServiceListener;
import org.jspecify.annotations.Nullable;

/**
 * The calls of AI services that are under way, each of them a run. The library tells of
 * them by events, on whichever thread; so no run is ever left current on one. A model
 * finds the service it works for by the request, which is the same object in the
 * service's event and in the model's call.
 */
final class ServiceRuns {

	private static final Object NOTHING = new Object();

	private final CallbackManager manager;

	private final Map<UUID, Call> calls = new ConcurrentHashMap<>();

	private final Map<Same, Run> requests = new ConcurrentHashMap<>();

	ServiceRuns(CallbackManager manager) {
		this.manager = manager;
	}

	/**
	 * What has to be registered with services.
	 */
	List<AiServiceListener<?>> listeners() {
		return List.of(new Listener<>(AiServiceStartedEvent.class, this::started),
				new Listener<>(AiServiceRequestIssuedEvent.class, this::asked),
				new Listener<>(ToolExecutedEvent.class, this::executed),
				new Listener<>(AiServiceCompletedEvent.class,
						(event) -> end(event, (run) -> run.end(event.result().orElse(null)))),
				new Listener<>(AiServiceErrorEvent.class, (event) -> end(event, (run) -> run.error(event.error()))));
	}

	/**
	 * The run of the service that a model is asked for, or else the current one.
	 */
	@Nullable Run above(ChatRequest request) {
		Run run = this.requests.get(new Same(request));
		return (run != null) ? run : Run.find().orElse(null);
	}

	private void started(AiServiceStartedEvent event) {
		InvocationContext context = event.invocationContext();
		this.calls.computeIfAbsent(context.invocationId(), (id) -> new Call(open(event, context)));
	}

	private @Nullable Run open(AiServiceStartedEvent event, InvocationContext context) {
		String type = context.interfaceName();
		String name = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1) + "."
				+ context.methodName();
		RunConfig config = RunConfig.empty().metadata("invocationId", context.invocationId().toString());
		try {
			Run run = this.manager.open(RunKind.CHAIN, name,
					RunSpec.inputs(Map.of("input", text(event.userMessage()))).withConfig(config));
			Waiting.until(run.started());
			return run;
		}
		catch (ManagerStoppedException ex) {
			return null;
		}
	}

	private static String text(UserMessage message) {
		return message.hasSingleText() ? message.singleText() : "";
	}

	private void asked(AiServiceRequestIssuedEvent event) {
		Call call = this.calls.get(event.invocationContext().invocationId());
		if (call != null && call.run != null) {
			Same request = new Same(event.request());
			this.requests.put(request, call.run);
			call.requests.add(request);
		}
	}

	private void end(AiServiceEvent event, Function<Run, CompletionStage<?>> ending) {
		Call call = this.calls.remove(event.invocationContext().invocationId());
		if (call != null) {
			call.requests.forEach(this.requests::remove);
			if (call.run != null) {
				Waiting.until(ending.apply(call.run));
			}
		}
	}

	/**
	 * A tool is about to be called; only services that were added by hand say so.
	 */
	void before(InvocationContext context, ToolExecutionRequest request) {
		Call call = this.calls.get(context.invocationId());
		Run run = (call != null) ? open(call, request) : null;
		if (call != null && run != null) {
			call.tools.put(new Same(request), run);
		}
	}

	/**
	 * A tool was called.
	 */
	void after(InvocationContext context, ToolExecutionRequest request, String result, boolean failed) {
		Call call = this.calls.get(context.invocationId());
		Object run = (call != null) ? call.tools.put(new Same(request), NOTHING) : null;
		if (run instanceof Run its) {
			Waiting.until(failed ? its.error(new ToolFailedException(result)) : its.end(result));
		}
	}

	/**
	 * A tool was called; all services say so, and not whether it has failed.
	 */
	private void executed(ToolExecutedEvent event) {
		Call call = this.calls.get(event.invocationContext().invocationId());
		if (call != null && call.tools.putIfAbsent(new Same(event.request()), NOTHING) == null) {
			Run run = open(call, event.request());
			if (run != null) {
				Waiting.until(run.end(event.resultText()));
			}
		}
	}

	private @Nullable Run open(Call call, ToolExecutionRequest request) {
		if (call.run == null) {
			return null;
		}
		Run before = CurrentRun.set(call.run);
		try {
			String arguments = Objects.requireNonNullElse(request.arguments(), "");
			call.run.emitAction(request.name(), arguments, "");
			Run run = this.manager.open(RunKind.TOOL, request.name(),
					RunSpec.tool("", arguments, Map.of("input", arguments), request.id()));
			Waiting.until(run.started());
			return run;
		}
		catch (ManagerStoppedException | RunStateException ex) {
			return null;
		}
		finally {
			CurrentRun.set(before);
		}
	}

	/** A call of a service; its run is missing if it was refused. */
	private static final class Call {

		private final @Nullable Run run;

		private final Set<Same> requests = ConcurrentHashMap.newKeySet();

		/** Runs of tools that are called, or that they are told of already. */
		private final Map<Same, Object> tools = new ConcurrentHashMap<>();

		private Call(@Nullable Run run) {
			this.run = run;
		}

	}

	/** Equal only for the same instance. */
	private record Same(Object instance) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Same same && same.instance == this.instance;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.instance);
		}

	}

	private record Listener<E extends AiServiceEvent>(Class<E> type,
			Consumer<E> reaction) implements AiServiceListener<E> {

		@Override
		public Class<E> getEventClass() {
			return this.type;
		}

		@Override
		public void onEvent(E event) {
			this.reaction.accept(event);
		}

	}

}
