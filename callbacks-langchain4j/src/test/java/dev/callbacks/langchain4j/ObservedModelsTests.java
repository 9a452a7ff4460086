// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models that tell little of themselves, or fail to.
 */
class ObservedModelsTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	private final Model model = new Model();

	@BeforeEach
	void record() {
		this.manager.add(this.recording);
	}

	private <E extends CallbackEvent> E event(Class<E> type) {
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(type)).hasSize(1);
		return this.recording.events(type).get(0);
	}

	private static ChatRequest.Builder question() {
		return ChatRequest.builder().messages(UserMessage.from("Weather?"));
	}

	@Test
	void handlersGetTheSchemaOfTheArgumentsOfATool() {
		this.callbacks.wrap((ChatModel) this.model)
			.chat(question()
				.toolSpecifications(ToolSpecification.builder()
					.name("weather")
					.description("The weather of a \"city\"")
					.parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
					.addMetadata("owner", "us")
					.build(), ToolSpecification.builder().name("time").build())
				.build());
		assertThat(event(ChatModelStart.class).options().tools())
			.containsExactly(new ToolDefinition("weather", "The weather of a \"city\"",
					"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}"),
					new ToolDefinition("time", "", "{\"type\":\"object\",\"properties\":{}}"));
	}

	@Test
	void answerWhoseToolCallHasNoNameIsRead() {
		this.model.answer = AiMessage.builder()
			.text("Let me look")
			.toolExecutionRequests(List.of(ToolExecutionRequest.builder().arguments("{}").build()))
			.build();
		this.callbacks.wrap((ChatModel) this.model).chat("Weather?");
		assertThat(event(LlmEnd.class).result().text()).isEqualTo("Let me look");
	}

	@Test
	void modelThatFailsToTellOfItselfAnswers() {
		this.model.failure = new AbstractMethodError("of another version");
		assertThat(this.callbacks.wrap((ChatModel) this.model).chat(question().build()).aiMessage().text())
			.isEqualTo("Sunny");
		this.callbacks.wrap((StreamingChatModel) this.model).chat(question().build(), new Ignoring());
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmEnd.class)).hasSize(2);
	}

	@Test
	void answerThatFailsToTellItsUsageEndsItsRun() {
		this.model.metadata = new Unreadable();
		assertThat(this.callbacks.wrap((ChatModel) this.model).chat(question().build()).aiMessage().text())
			.isEqualTo("Sunny");
		event(LlmEnd.class);
	}

	@Test
	void streamThatFailsToTellItsUsageEndsItsRun() {
		this.model.metadata = new Unreadable();
		this.callbacks.wrap((StreamingChatModel) this.model).chat(question().build(), new Ignoring());
		event(LlmEnd.class);
	}

	@Test
	void modelThatIsListenedToAnswersAlsoIfItsUsageCannotBeRead() {
		this.model.metadata = new Unreadable();
		ChatModel listened = new ChatModel() {

			@Override
			public ChatResponse doChat(ChatRequest request) {
				return ObservedModelsTests.this.model.chat(request);
			}

			@Override
			public List<ChatModelListener> listeners() {
				return List.of(ObservedModelsTests.this.callbacks.listener());
			}

		};
		assertThat(listened.chat("Weather?")).isEqualTo("Sunny");
		assertThat(event(LlmEnd.class).run().name()).isEqualTo("chat-model");
	}

	@Test
	void runOfAGeneratedModelHasNoGeneratedName() {
		ChatModel proxy = (ChatModel) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ChatModel.class }, (target, method, arguments) -> {
					try {
						return method.invoke(this.model, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
		this.callbacks.wrap(proxy).chat(question().build());
		assertThat(event(ChatModelStart.class).run().name()).isEqualTo("chat-model");
	}

	@Test
	void usageThatIsOnlyATotalIsRead() {
		this.model.metadata = ChatResponseMetadata.builder().tokenUsage(new TokenUsage(null, null, 9)).build();
		this.callbacks.wrap((ChatModel) this.model).chat(question().build());
		assertThat(event(LlmEnd.class).result().first().usage().totalTokens()).isEqualTo(9);
	}

	@Test
	void inputOfEmbeddingsIsTheirTexts() {
		EmbeddingModel embeddings = this.callbacks.wrap("", new Embeddings());
		embeddings.embed(TextSegment.from("a"));
		embeddings.embedAll(List.of(TextSegment.from("a"), TextSegment.from("b")));
		embeddings.embed(EmbeddingRequest.builder().input("a").build());
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(ChainStart.class)).extracting(ChainStart::inputs)
			.containsExactly(Map.of("input", "a"), Map.of("input", "[a, b]"), Map.of("input", "[a]"));
		assertThat(this.recording.events(ChainStart.class))
			.allSatisfy((start) -> assertThat(start.run().name()).isEqualTo("embeddings"))
			.allSatisfy((start) -> assertThat(start.run().metadata()).doesNotContainKey("model"));
	}

	@Test
	void retrieverWithoutANameSearches() {
		ContentRetriever retriever = this.callbacks.wrap("", (ContentRetriever) (query) -> List.of(Content.from("a")));
		assertThat(retriever.retrieve(Query.from("b"))).hasSize(1);
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.tree()).containsExactly("RETRIEVER retriever");
	}

	/**
	 * A model of both kinds.
	 */
	private static final class Model implements ChatModel, StreamingChatModel {

		private AiMessage answer = AiMessage.from("Sunny");

		private @Nullable ChatResponseMetadata metadata;

		private @Nullable Error failure;

		@Override
		public ChatResponse chat(ChatRequest request) {
			ChatResponse.Builder response = ChatResponse.builder().aiMessage(this.answer);
			return ((this.metadata != null) ? response.metadata(this.metadata) : response).build();
		}

		@Override
		public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
			handler.onCompleteResponse(chat(request));
		}

		private <T> T tell(T fact) {
			if (this.failure != null) {
				throw this.failure;
			}
			return fact;
		}

		@Override
		public ChatRequestParameters defaultRequestParameters() {
			return tell(ChatModel.super.defaultRequestParameters());
		}

		@Override
		public List<ChatModelListener> listeners() {
			return tell(List.of());
		}

		@Override
		public ModelProvider provider() {
			return tell(ModelProvider.OTHER);
		}

		@Override
		public Set<Capability> supportedCapabilities() {
			return Set.of();
		}

	}

	private static final class Unreadable extends ChatResponseMetadata {

		private Unreadable() {
			super(ChatResponseMetadata.builder());
		}

		@Override
		public TokenUsage tokenUsage() {
			throw new AbstractMethodError("of another version");
		}

	}

	private static final class Ignoring implements StreamingChatResponseHandler {

		@Override
		public void onCompleteResponse(ChatResponse response) {
		}

		@Override
		public void onError(Throwable error) {
		}

	}

	private static final class Embeddings implements EmbeddingModel {

		@Override
		public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
			return Response.from(segments.stream().map((segment) -> Embedding.from(new float[] { 1 })).toList());
		}

	}

}
