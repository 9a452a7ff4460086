// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Usage;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.openai.autoconfigure.OpenAiEmbeddingAutoConfiguration;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.callbacks.wire.SpringAiRig.recorded;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose models of embeddings are beans: one of OpenAI before a local server,
 * and some of their own.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringAiEmbeddingTests {

	private static final String OPEN_AI = "openAiEmbeddingModel";

	private WireServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new WireServer(new EmbeddingWire());
		this.server.answers(Script.tokens(2));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private ApplicationContextRunner openAi(AutoConfigurations configurations) {
		return new ApplicationContextRunner().withConfiguration(configurations)
			.withPropertyValues("spring.ai.openai.base-url=" + this.server.url() + "/v1",
					"spring.ai.openai.api-key=test", "spring.ai.openai.max-retries=0");
	}

	private ApplicationContextRunner openAi() {
		return openAi(Starter.with(OpenAiEmbeddingAutoConfiguration.class)).withBean(RecordingHandler.class);
	}

	private static ApplicationContextRunner own() {
		return new ApplicationContextRunner().withConfiguration(Starter.with()).withBean(RecordingHandler.class);
	}

	@Test
	void callIsARunNamedAfterItsBean() {
		openAi().run((context) -> {
			EmbeddingModel model = context.getBean(EmbeddingModel.class);
			assertThat(model.embed(List.of("cats", "dogs"))).hasSize(2);
			assertThat(recorded(context).tree()).containsExactly("EMBEDDING " + OPEN_AI);
			assertThat(recorded(context).events(ChainStart.class)).extracting(ChainStart::inputs)
				.containsExactly(Map.of("input", "[cats, dogs]"));
			assertThat(recorded(context).events(ChainEnd.class)).extracting(ChainEnd::output)
				.containsExactly(new EmbeddingResult(2, "fake", Usage.of(2, 0)));
		});
	}

	@Test
	void beanKeepsItsClass() {
		openAi().withUserConfiguration(ByClass.class).run((context) -> {
			assertThat(context).hasNotFailed();
			OpenAiEmbeddingModel model = context.getBean(OpenAiEmbeddingModel.class);
			assertThat(model).isSameAs(context.getBean(EmbeddingModel.class))
				.isSameAs(context.getBean(ByClass.User.class).model());
			model.embed(List.of("cats", "dogs"));
			assertThat(recorded(context).tree()).containsExactly("EMBEDDING " + OPEN_AI);
		});
	}

	@Test
	void refusalIsTheUsersOwn() {
		for (int status : new int[] { 400, 429, 500 }) {
			this.server.answers(Script.status(status));
			Trace without = new Trace();
			openAi(AutoConfigurations.of(OpenAiEmbeddingAutoConfiguration.class))
				.run((context) -> without.call(() -> context.getBean(EmbeddingModel.class).embed("cats")));
			openAi().run((context) -> {
				Trace with = new Trace();
				with.call(() -> context.getBean(EmbeddingModel.class).embed("cats"));
				assertThat(with.lines()).isEqualTo(without.lines());
				assertThat(recorded(context).events(ChainError.class)).singleElement()
					.satisfies((error) -> assertThat(error.error()).hasStackTraceContaining("refused with " + status));
			});
		}
	}

	@Test
	void embeddingsOfASearchAreBelowIt() {
		own().withBean("embeddings", Embeddings.class).withUserConfiguration(Store.class).run((context) -> {
			SimpleVectorStore store = context.getBean(SimpleVectorStore.class);
			store.add(List.of(new Document("cats")));
			store.similaritySearch("cats");
			assertThat(recorded(context).tree()).containsExactly("EMBEDDING embeddings", "RETRIEVER store",
					"  EMBEDDING embeddings");
		});
	}

	@Test
	void beanThatAPropertyNamesIsLeftAlone() {
		own().withBean("embeddings", Embeddings.class)
			.withPropertyValues("callbacks.spring-ai.beans.embeddings=false")
			.run((context) -> {
				assertThat(context.getBean(EmbeddingModel.class).getClass()).isEqualTo(Embeddings.class);
				context.getBean(EmbeddingModel.class).embed("cats");
				assertThat(recorded(context).events()).isEmpty();
			});
	}

	@Test
	void beanOfAFinalClassIsLeftAlone(CapturedOutput output) {
		own().withBean("embeddings", Embeddings.Final.class).run((context) -> {
			context.getBean(Embeddings.Final.class).embed("cats");
			assertThat(recorded(context).events()).isEmpty();
		});
		assertThat(output).containsOnlyOnce("Embeddings$Final is final");
	}

	@Test
	void beanOfAFinalClassIsObservedOnDemand() {
		own().withBean("embeddings", Embeddings.Final.class)
			.withPropertyValues("callbacks.spring-ai.beans.embeddings=true")
			.run((context) -> {
				context.getBean(EmbeddingModel.class).embed("cats");
				assertThat(recorded(context).tree()).containsExactly("EMBEDDING embeddings");
			});
	}

	@Test
	void dimensionsAreNotARun() {
		own().withBean("embeddings", Embeddings.class).run((context) -> {
			assertThat(context.getBean(EmbeddingModel.class).dimensions()).isOne();
			assertThat(recorded(context).events()).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ByClass {

		@Bean
		User user(OpenAiEmbeddingModel model) {
			return new User(model);
		}

		record User(OpenAiEmbeddingModel model) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Store {

		@Bean
		SimpleVectorStore store(EmbeddingModel model) {
			return SimpleVectorStore.builder(model).build();
		}

	}

	/**
	 * Embeddings of OpenAI: one for each token of the script.
	 */
	private static final class EmbeddingWire extends OpenAiWire {

		@Override
		public String whole(Script script) {
			String data = IntStream.range(0, script.tokens().size())
				.mapToObj((index) -> "{\"object\":\"embedding\",\"index\":" + index + ",\"embedding\":[0.5,0.25]}")
				.collect(Collectors.joining(",", "[", "]"));
			return "{\"object\":\"list\",\"data\":" + data
					+ ",\"model\":\"fake\",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}";
		}

	}

}
