// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.callbacks.CallbackManager;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.langchain4j.service.tool.ToolService;
import dev.langchain4j.service.tool.ToolServiceContext;

/**
 * The tools of an AI service, each call of which is a run below that of the service. The
 * executors are wrapped for one invocation; what was registered stays as it is.
 */
final class ObservedToolService extends ToolService {

	private final ObservedServices<?> service;

	ObservedToolService(ObservedServices<?> service) {
		this.service = service;
	}

	@Override
	public ToolServiceContext createContext(InvocationContext invocation, UserMessage message,
			List<ChatMessage> messages) {
		ToolServiceContext context = super.createContext(invocation, message, messages);
		ServiceCall call = ServiceCall.of(invocation, this.service);
		Run run = (call != null) ? call.run() : null;
		if (call == null || run == null
				|| (context.toolExecutors().isEmpty() && context.dynamicToolProviders().isEmpty())) {
			return context;
		}
		ToolRuns runs = new ToolRuns(call.manager(), run);
		Map<String, ToolExecutor> executors = context.toolExecutors()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (tool) -> new ObservedTool(runs, tool.getValue())));
		List<ToolProvider> providers = context.dynamicToolProviders()
			.stream()
			.<ToolProvider>map((provider) -> new ObservedProvider(runs, provider))
			.toList();
		return context.toBuilder().toolExecutors(executors).dynamicToolProviders(providers).build();
	}

	/**
	 * The model has asked for a tool that there is not. Comes on a thread on which the
	 * service's run is current.
	 */
	@Override
	public ToolExecutionResult applyToolHallucinationStrategy(ToolExecutionRequest request) {
		LangChain4jCallbacks callbacks = this.service.callbacks();
		Run run = Run.find().orElse(null);
		if (callbacks == null || run == null) {
			return super.applyToolHallucinationStrategy(request);
		}
		CallbackManager manager = callbacks.serviceCalls().manager();
		return new ToolRuns(manager, run).call(request, RunConfig.empty(),
				() -> super.applyToolHallucinationStrategy(request));
	}

	private record ObservedTool(ToolRuns runs, ToolExecutor executor) implements ToolExecutor {

		@Override
		public String execute(ToolExecutionRequest request, Object memoryId) {
			return this.executor.execute(request, memoryId);
		}

		@Override
		public ToolExecutionResult executeWithContext(ToolExecutionRequest request, InvocationContext context) {
			return this.runs.call(request, McpServers.metadata(this.executor),
					() -> this.executor.executeWithContext(request, context));
		}

	}

	private record ObservedProvider(ToolRuns runs, ToolProvider provider) implements ToolProvider {

		@Override
		public ToolProviderResult provideTools(ToolProviderRequest request) {
			ToolProviderResult result = this.provider.provideTools(request);
			return (result != null) ? new ToolProviderResult(result.aiServiceTools()
				.stream()
				.map((tool) -> tool.toBuilder().toolExecutor(new ObservedTool(this.runs, tool.toolExecutor())).build())
				.toList()) : result;
		}

		@Override
		public boolean isDynamic() {
			return this.provider.isDynamic();
		}

	}

}
