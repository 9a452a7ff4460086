// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.test.adapter.AdaptedLibrary;
import dev.callbacks.test.adapter.AdapterCompatibilityKit;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The adapter as the kit for adapters sees it.
 */
class LangChain4jAdapterTests extends AdapterCompatibilityKit {

	@Override
	protected AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager) {
		return new LangChain4j(model, (manager != null) ? new LangChain4jCallbacks(manager) : null);
	}

	/**
	 * LangChain4j as an application uses it.
	 */
	private static final class LangChain4j implements AdaptedLibrary {

		private final ChatModel model;

		private final StreamingChatModel streamingModel;

		private final @Nullable LangChain4jCallbacks callbacks;

		private LangChain4j(ChatProvider provider, @Nullable LangChain4jCallbacks callbacks) {
			this.model = new ProvidedModel(provider);
			this.streamingModel = new ProvidedStreamingModel(provider);
			this.callbacks = callbacks;
			if (callbacks != null) {
				callbacks.install();
			}
		}

		@Override
		public void close() {
			if (this.callbacks != null) {
				this.callbacks.uninstall();
			}
		}

		@Override
		public Object call(String question) {
			ChatModel observed = (this.callbacks != null) ? this.callbacks.wrap(this.model) : this.model;
			return observed.chat(ChatRequest.builder().messages(UserMessage.from(question)).build());
		}

		@Override
		public void stream(String question, Predicate<String> pieces) throws Exception {
			StreamingChatModel observed = (this.callbacks != null) ? this.callbacks.wrap(this.streamingModel)
					: this.streamingModel;
			CompletableFuture<Object> over = new CompletableFuture<>();
			observed.chat(question, new StreamingChatResponseHandler() {

				@Override
				public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
					if (!pieces.test(piece.text())) {
						context.streamingHandle().cancel();
						over.complete("closed");
					}
				}

				@Override
				public void onCompleteResponse(ChatResponse response) {
					over.complete(response);
				}

				@Override
				public void onError(Throwable error) {
					over.completeExceptionally(error);
				}

			});
			await(over);
		}

		private static void await(CompletableFuture<Object> over) throws Exception {
			try {
				over.get(20, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				throw (Exception) ex.getCause();
			}
		}

		private Assistant assistant(String name, UnaryOperator<String> tool) {
			return AiServices.builder(Assistant.class)
				.chatModel(this.model)
				.streamingChatModel(this.streamingModel)
				.tools(Map.of(ToolSpecification.builder().name(name).build(),
						(request, memoryId) -> tool.apply(request.arguments())))
				.build();
		}

		@Override
		public Object callWithTool(String question, String name, UnaryOperator<String> tool) {
			return assistant(name, tool).ask(question).content();
		}

		@Override
		public void streamWithTool(String question, String name, UnaryOperator<String> tool, Predicate<String> pieces)
				throws Exception {
			CompletableFuture<Object> over = new CompletableFuture<>();
			assistant(name, tool).stream(question)
				.onPartialResponse(pieces::test)
				.onCompleteResponse(over::complete)
				.onError(over::completeExceptionally)
				.start();
			await(over);
		}

		@Override
		public Object search(String query, Function<String, List<String>> search) {
			ContentRetriever retriever = (asked) -> search.apply(asked.text())
				.stream()
				.map((text) -> Content.from(TextSegment.from(text)))
				.toList();
			return ((this.callbacks != null) ? this.callbacks.wrap("retriever", retriever) : retriever)
				.retrieve(Query.from(query))
				.stream()
				.map((content) -> content.textSegment().text())
				.toList();
		}

	}

	interface Assistant {

		Result<String> ask(String question);

		TokenStream stream(String question);

	}

	/**
	 * A model that asks a provider.
	 */
	private record ProvidedModel(ChatProvider asked) implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			LlmResult result = this.asked.call(Messages.request(request)).block();
			return response(result.text(), result.first().message().toolCalls());
		}

	}

	private static ChatResponse response(String text, List<ToolCall> calls) {
		return ChatResponse.builder()
			.aiMessage(AiMessage.builder()
				.text(text)
				.toolExecutionRequests(calls.stream()
					.map((call) -> ToolExecutionRequest.builder()
						.id(call.id())
						.name(call.name())
						.arguments(call.arguments())
						.build())
					.toList())
				.build())
			.build();
	}

	/**
	 * A model that asks a provider for a stream.
	 */
	private record ProvidedStreamingModel(ChatProvider asked) implements StreamingChatModel {

		@Override
		public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
			StringBuilder text = new StringBuilder();
			List<ToolCall> calls = new ArrayList<>();
			Handle handle = new Handle();
			Consumer<ChatChunk> pieces = (chunk) -> {
				chunk.toolCalls().forEach((call) -> calls.add(new ToolCall(call.id(), call.name(), call.arguments())));
				if (!chunk.text().isEmpty()) {
					text.append(chunk.text());
					handler.onPartialResponse(new PartialResponse(chunk.text()), new PartialResponseContext(handle));
				}
			};
			this.asked.stream(Messages.request(request))
				.doOnSubscribe((subscription) -> handle.subscription.update(subscription::cancel))
				.subscribe(pieces, handler::onError,
						() -> handler.onCompleteResponse(response(text.toString(), calls)));
		}

	}

	private static final class Handle implements StreamingHandle {

		private final Disposable.Swap subscription = Disposables.swap();

		@Override
		public void cancel() {
			this.subscription.dispose();
		}

		@Override
		public boolean isCancelled() {
			return this.subscription.isDisposed();
		}

	}

}
