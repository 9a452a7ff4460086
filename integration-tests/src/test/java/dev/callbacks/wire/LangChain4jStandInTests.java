// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.callbacks.wire.LangChain4jApplication.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Beans of LangChain4j whose calls are runs: they are what they were to whoever injects
 * them.
 */
class LangChain4jStandInTests {

	private LangChain4jApplication application;

	@BeforeEach
	void start() throws IOException {
		this.application = new LangChain4jApplication(Script.tokens("Yes"));
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	private ApplicationContextRunner application(String... properties) {
		return this.application.with(Application.class).withPropertyValues(properties);
	}

	@Test
	void checkedExceptionThatIsNotDeclaredPassesAsItIs() {
		application().run((context) -> {
			Manuals manuals = context.getBean(Manuals.class);
			assertThatThrownBy(() -> manuals.retrieve(Query.from("broken"))).isSameAs(Manuals.BROKEN);
			assertThat(context.getBean(RecordingHandler.class).events()).last()
				.satisfies((event) -> assertThat(((RetrieverError) event).error()).isSameAs(Manuals.BROKEN));
		});
	}

	@Test
	void beanIsWhatItWas() {
		application().run((context) -> {
			Manuals manuals = context.getBean(Manuals.class);
			assertThat(manuals).isEqualTo(manuals).hasToString("all manuals").isInstanceOf(Shelf.class);
			assertThat(manuals.size()).isEqualTo(7);
			assertThat(context.getBean(Shelf.class)).isSameAs(manuals);
			assertThat(context.getBean(Lambda.class).retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).containsExactly("RETRIEVER lambda");
		});
	}

	@Test
	void beanOfAnInterfaceOfItsOwnCanBeInjectedByIt() {
		application().run((context) -> {
			assertThat(context.getBean(Lambda.class).retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).containsExactly("RETRIEVER lambda");
		});
	}

	@Test
	void beanThatIsExcludedIsLeftAlone() {
		application("callbacks.langchain4j.beans.manuals=false", "callbacks.langchain4j.beans.model=false",
				"callbacks.langchain4j.instrument-models=true")
			.run((context) -> {
				assertThat(context.getBean(Manuals.class)).hasSameClassAs(new Manuals());
				assertThat(context.getBean(OpenAiChatModel.class).getClass()).isSameAs(OpenAiChatModel.class);
				assertThat(context.getBean("both").getClass()).isNotSameAs(Both.class);
			});
	}

	@Test
	void beanOfAFinalClassIsLeftAloneAndTheLogSaysSo() {
		try (LoggedLines lines = new LoggedLines()) {
			application().run((context) -> {
				assertThat(context.getBean(Sealed.class).retrieve(Query.from("cats"))).isEmpty();
				assertThat(lines.with("sealed=" + Sealed.class.getName() + " is final")).hasSize(1);
			});
		}
	}

	@Test
	void beanOfBothKindsOfModelIsObservedAsEither() {
		application("callbacks.langchain4j.instrument-models=true").run((context) -> {
			Both both = context.getBean(Both.class);
			assertThatThrownBy(() -> both.chat("Really?")).hasMessage("whole");
			assertThatThrownBy(() -> both.chat("Really?", (StreamingChatResponseHandler) null)).hasMessage("stream");
			assertThat(runs(context)).hasSize(2);
		});
	}

	@Test
	void instrumentedBeanThatAServiceAsksHasOneRun() {
		application("callbacks.langchain4j.instrument-models=true").run((context) -> {
			ChatModel model = context.getBean("model", ChatModel.class);
			ContentRetriever retriever = context.getBean(Manuals.class);
			Assistant assistant = AiServices.builder(Assistant.class)
				.chatModel(model)
				.contentRetriever(retriever)
				.build();
			assertThat(assistant.ask("Really?")).isEqualTo("Yes");
			assertThat(runs(context)).containsExactly("CHAIN Assistant.ask", "RETRIEVER manuals", "CHAT_MODEL openai");
		});
	}

	@Test
	void embeddingsAreRunsBelowTheSearchTheyAreFor() {
		application().withUserConfiguration(LangChain4jApplication.Embeddings.class).run((context) -> {
			assertThat(context.getBean(EmbeddingStoreContentRetriever.class).retrieve(Query.from("cats"))).hasSize(1);
			assertThat(runs(context)).containsExactly("RETRIEVER store", "EMBEDDING embeddings");
			assertThat(context.getBean(RecordingHandler.class).events()).filteredOn(ChainEnd.class::isInstance)
				.singleElement()
				.satisfies((event) -> assertThat(((ChainEnd) event).output()).isInstanceOfSatisfying(
						EmbeddingResult.class, (result) -> assertThat(result.count()).isEqualTo(1)));
		});
	}

	@Test
	void logSaysOnceWhatIsObserved() {
		try (LoggedLines lines = new LoggedLines()) {
			application("callbacks.langchain4j.beans.lambda=false").run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(lines.with("LangChain4j: observed are {manuals=ContentRetriever}")).hasSize(1);
				assertThat(lines.with("lambda=a property says so")).hasSize(1);
			});
		}
	}

	@Test
	void streamThatNobodyStartsIsNotWaitedForByTheDrain() {
		RecordingHandler[] recorder = new RecordingHandler[1];
		TokenStream[] stream = new TokenStream[1];
		application("callbacks.shutdown.timeout=20s").run((context) -> {
			recorder[0] = context.getBean(RecordingHandler.class);
			Assistant assistant = AiServices.builder(Assistant.class)
				.streamingChatModel(context.getBean("both", StreamingChatModel.class))
				.build();
			stream[0] = assistant.stream("Really?");
			context.getSourceApplicationContext().close();
		});
		assertThat(recorder[0].events()).last()
			.isInstanceOfSatisfying(ChainError.class,
					(event) -> assertThat(event.reason()).isEqualTo(EndReason.SHUTDOWN));
		assertThat(stream[0]).isNotNull();
	}

	interface Assistant {

		String ask(String question);

		TokenStream stream(String question);

	}

	interface Shelf {

		int size();

	}

	interface Lambda extends ContentRetriever {

	}

	static class Manuals implements ContentRetriever, Shelf {

		private static final IOException BROKEN = new IOException("broken");

		private final int size = 7;

		@Override
		public List<Content> retrieve(Query query) {
			if (query.text().equals("broken")) {
				throw sneaky(BROKEN);
			}
			return List.of(Content.from(TextSegment.from("found")));
		}

		@SuppressWarnings("unchecked")
		private static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
			throw (X) thrown;
		}

		@Override
		public int size() {
			return this.size;
		}

		@Override
		public String toString() {
			return "all manuals";
		}

	}

	static final class Sealed implements ContentRetriever {

		@Override
		public List<Content> retrieve(Query query) {
			return List.of();
		}

	}

	static class Both implements ChatModel, StreamingChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			throw new IllegalStateException("whole");
		}

		@Override
		public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
			throw new IllegalStateException("stream");
		}

		@Override
		public ChatRequestParameters defaultRequestParameters() {
			return ChatModel.super.defaultRequestParameters();
		}

		@Override
		public List<ChatModelListener> listeners() {
			return List.of();
		}

		@Override
		public ModelProvider provider() {
			return ChatModel.super.provider();
		}

		@Override
		public Set<Capability> supportedCapabilities() {
			return Set.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Both both() {
			return new Both();
		}

		@Bean
		Manuals manuals() {
			return new Manuals();
		}

		@Bean
		Sealed sealed() {
			return new Sealed();
		}

		@Bean
		Lambda lambda() {
			return (query) -> List.of(Content.from(TextSegment.from("found")));
		}

	}

}
