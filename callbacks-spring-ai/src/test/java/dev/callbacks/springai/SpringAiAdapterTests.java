// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.test.adapter.AdaptedLibrary;
import dev.callbacks.test.adapter.AdapterCompatibilityKit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.ChatClientRequestSpec;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.vectorstore.VectorStoreRetriever;

/**
 * The adapter as the kit for adapters sees it.
 */
class SpringAiAdapterTests extends AdapterCompatibilityKit {

	@Override
	protected AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager) {
		return new SpringAi(new ProvidedModel(model), (manager != null) ? new SpringAiCallbacks(manager) : null);
	}

	/**
	 * Spring AI as an application uses it.
	 */
	private record SpringAi(ChatModel model, @Nullable SpringAiCallbacks callbacks) implements AdaptedLibrary {

		private ChatModel observed() {
			return (this.callbacks != null) ? this.callbacks.wrap(this.model) : this.model;
		}

		private ChatClientRequestSpec prompt(String question, String name, UnaryOperator<String> tool) {
			ChatClient.Builder builder = ChatClient.builder(this.model);
			if (this.callbacks != null) {
				this.callbacks.addTo(builder);
			}
			return builder.build().prompt(question).toolCallbacks(new Tool(name, tool));
		}

		@Override
		public Object call(String question) {
			return observed().call(new Prompt(question));
		}

		@Override
		public void stream(String question, Predicate<String> pieces) {
			observed().stream(new Prompt(question))
				.map((response) -> response.getResult().getOutput().getText())
				.filter((text) -> !text.isEmpty())
				.takeUntil((text) -> !pieces.test(text))
				.blockLast();
		}

		@Override
		public @Nullable Object callWithTool(String question, String name, UnaryOperator<String> tool) {
			return prompt(question, name, tool).call().chatResponse();
		}

		@Override
		public void streamWithTool(String question, String name, UnaryOperator<String> tool, Predicate<String> pieces) {
			prompt(question, name, tool).stream().content().takeUntil((text) -> !pieces.test(text)).blockLast();
		}

		@Override
		public Object search(String query, Function<String, List<String>> search) {
			VectorStoreRetriever store = (request) -> search.apply(request.getQuery())
				.stream()
				.map((text) -> new Document(text, text, Map.of()))
				.toList();
			return ((this.callbacks != null) ? this.callbacks.wrapRetriever(VectorStoreRetriever.class, "store", store)
					: store)
				.similaritySearch(query);
		}

	}

	/**
	 * A model of Spring AI that asks a provider.
	 */
	private record ProvidedModel(ChatProvider provider) implements ChatModel {

		/** One for all answers, since upstream's are never equal. */
		private static final ChatResponseMetadata METADATA = ChatResponseMetadata.builder()
			.model("provided")
			.usage(new DefaultUsage(3, 2))
			.build();

		@Override
		public ChatResponse call(Prompt prompt) {
			LlmResult result = this.provider.call(Messages.request(prompt)).block();
			return response(result.text(), result.first()
				.message()
				.toolCalls()
				.stream()
				.map((call) -> new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.arguments()))
				.toList());
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return this.provider.stream(Messages.request(prompt)).map(ProvidedModel::response);
		}

		private static ChatResponse response(ChatChunk chunk) {
			return response(chunk.text(), chunk.toolCalls().stream().map(ProvidedModel::call).toList());
		}

		private static AssistantMessage.ToolCall call(ToolCallDelta call) {
			return new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.arguments());
		}

		private static ChatResponse response(String text, List<AssistantMessage.ToolCall> calls) {
			return new ChatResponse(
					List.of(new Generation(AssistantMessage.builder().content(text).toolCalls(calls).build())),
					METADATA);
		}

		@Override
		public ChatOptions getOptions() {
			return ToolCallingChatOptions.builder().build();
		}

	}

	private record Tool(String name, UnaryOperator<String> body) implements ToolCallback {

		@Override
		public ToolDefinition getToolDefinition() {
			return ToolDefinition.builder().name(this.name).description("A tool").inputSchema("{}").build();
		}

		@Override
		public String call(String arguments) {
			return this.body.apply(arguments);
		}

	}

}
