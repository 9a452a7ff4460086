// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.springai.SpringAiCallbacks;
import dev.callbacks.test.RecordedEvents;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStoreRetriever;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static dev.callbacks.wire.SpringAiRig.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Applications of Spring AI that add the starter and a handler bean, and change nothing
 * else.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringAiApplicationTests {

	private static final Script.Call WEATHER = new Script.Call("call_1", "weather", "{\"city\":\"Rome\"}");

	private static final Script.Call TIME = new Script.Call("call_2", "time", "{\"city\":\"Rome\"}");

	private WireServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new WireServer(new OpenAiWire());
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(Starter.with(OpenAiChatAutoConfiguration.class, ChatClientAutoConfiguration.class,
					ToolCallingAutoConfiguration.class))
			.withUserConfiguration(Handlers.class)
			.withPropertyValues("spring.ai.openai.base-url=" + this.server.url() + "/v1",
					"spring.ai.openai.api-key=test", "spring.ai.openai.chat.model=fake-gpt",
					"spring.ai.openai.max-retries=0");
	}

	private static void assertThatTurnHasTwoTools(RecordedEvents recorded) {
		assertThat(recorded.tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL openai", "  TOOL weather",
				"  TOOL time", "  CHAT_MODEL openai");
		assertThat(recorded.events(ToolStart.class)).extracting(ToolStart::toolCallId)
			.containsExactly("call_1", "call_2");
		assertThat(recorded.events(ToolEnd.class)).extracting((end) -> String.valueOf(end.output()))
			.containsExactly("\"Sunny in Rome\"", "\"Noon in Rome\"");
		assertThat(recorded.events(AgentAction.class)).extracting(AgentAction::tool).containsExactly("weather", "time");
		assertThat(recorded.events(AgentFinish.class)).hasSize(1);
		assertThat(recorded.events(ChainEnd.class)).singleElement()
			.satisfies((end) -> assertThat(end.output()).isEqualTo("Sunny at noon"));
		assertThat(recorded.events(ErrorEvent.class)).isEmpty();
		assertThat(recorded.events(EndEvent.class)).hasSize(5);
	}

	@Test
	void turnOfAChatClientIsATree() {
		application().run((context) -> {
			assertThat(context).hasNotFailed();
			this.server.answers(Script.calls(WEATHER, TIME), Script.tokens("Sunny", " at", " noon"));
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			assertThat(client.prompt("Weather?").tools(new Tools()).call().content()).isEqualTo("Sunny at noon");
			assertThatTurnHasTwoTools(recorded(context));
		});
	}

	@Test
	void streamedTurnOfAChatClientIsATree() {
		application().run((context) -> {
			this.server.answers(Script.calls(WEATHER, TIME), Script.tokens("Sunny", " at", " noon"));
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			List<String> content = client.prompt("Weather?")
				.tools(new Tools())
				.stream()
				.content()
				.collectList()
				.block(Duration.ofSeconds(20));
			assertThat(String.join("", content)).isEqualTo("Sunny at noon");
			RecordedEvents recorded = recorded(context);
			assertThatTurnHasTwoTools(recorded);
			assertThat(recorded.events(LlmNewToken.class)).filteredOn((token) -> !token.token().isEmpty())
				.extracting(LlmNewToken::token)
				.containsExactly("Sunny", " at", " noon");
		});
	}

	@Test
	void applicationNeedsTheStarterAndAHandlerAndNothingElse() {
		this.server.answers(Script.calls(WEATHER, TIME), Script.tokens("Sunny", " at", " noon"));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Whole.class)
			.web(WebApplicationType.NONE)
			.properties("spring.ai.openai.base-url=" + this.server.url() + "/v1", "spring.ai.openai.api-key=test",
					"spring.ai.openai.max-retries=0", "spring.main.banner-mode=off")
			.run()) {
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			assertThat(client.prompt("Weather?").tools(new Tools()).call().content()).isEqualTo("Sunny at noon");
			assertThatTurnHasTwoTools(recorded(context));
		}
	}

	@Test
	void whatAToolThrowsIsInItsError() {
		application().run((context) -> {
			this.server.answers(Script.calls(new Script.Call("call_1", "broken", "{}")), Script.tokens("Sorry"));
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			assertThat(client.prompt("Try").tools(new Tools()).call().content()).isEqualTo("Sorry");
			ToolError error = recorded(context).events(ToolError.class).get(0);
			assertThat(error.error()).hasStackTraceContaining("out of order");
			assertThat(this.server.requests().get(1)).contains("out of order");
		});
	}

	@Test
	void tagsAndMetadataOfACallAreThoseOfItsTurn() {
		application().run((context) -> {
			this.server.answers(Script.tokens("Yes"));
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			client.prompt("Really?")
				.advisors((advisors) -> advisors.param(SpringAiCallbacks.TAGS, List.of("demo"))
					.param(SpringAiCallbacks.METADATA, Map.of("tenant", "a")))
				.call()
				.content();
			assertThat(recorded(context).events()).allSatisfy((event) -> {
				assertThat(event.run().tags()).containsExactly("demo");
				assertThat(event.run().metadata()).containsEntry("tenant", "a");
			});
		});
	}

	@Test
	void closedTurnEndsAllOfItsRuns() {
		application().run((context) -> {
			this.server.answers(Script.tokens(2_000).slow(10));
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			List<String> content = client.prompt("Go on").stream().content().take(3).collectList().block();
			assertThat(content).hasSize(3);
			RecordedEvents recorded = recorded(context);
			assertThat(recorded.events(ErrorEvent.class)).hasSize(2)
				.allSatisfy((error) -> assertThat(error.reason()).isIn(EndReason.CLOSED, EndReason.CANCELLED));
			await().until(() -> this.server.gone() == 1);
		});
	}

	@Test
	void failureOfTheModelIsTheUsersOwn() {
		application().run((context) -> {
			this.server.answers(Script.status(400));
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			assertThatThrownBy(() -> client.prompt("No").call().content()).hasStackTraceContaining("refused with 400");
			assertThat(recorded(context).events(ErrorEvent.class)).hasSize(2);
		});
	}

	@Test
	void modelBeansAreInstrumentedOnDemandAndToldOfOnce() {
		application().withPropertyValues("callbacks.spring-ai.instrument-models=true").run((context) -> {
			this.server.answers(Script.tokens("Yes"));
			assertThat(context.getBean(ChatModel.class).call("Really?")).isEqualTo("Yes");
			assertThat(recorded(context).tree()).containsExactly("CHAT_MODEL openai");
			context.getBean(RecordingHandler.class).clear();
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			assertThat(client.prompt("Really?").call().content()).isEqualTo("Yes");
			assertThat(client.prompt("Really?").stream().content().collectList().block()).contains("Yes");
			assertThat(recorded(context).tree()).containsExactly("CHAIN chat-client", "  CHAT_MODEL openai",
					"CHAIN chat-client", "  CHAT_MODEL openai");
		});
	}

	@Test
	void modelBeanUsedDirectlyIsLeftAloneWithoutTheProperty() {
		application().run((context) -> {
			this.server.answers(Script.tokens("Yes"));
			assertThat(context.getBean(OpenAiChatModel.class).call("Really?")).isEqualTo("Yes");
			assertThat(recorded(context).events()).isEmpty();
		});
	}

	@Test
	void ourModelAsksTheOneModelThereIs() {
		application().run((context) -> {
			this.server.answers(Script.tokens("Yes"));
			assertThat(context.getBean(CallbackChatModel.class).call("Really?").text()).isEqualTo("Yes");
			assertThat(recorded(context).tree()).containsExactly("CHAT_MODEL openai");
		});
	}

	@Test
	void severalModelsNeedAChoice() {
		ApplicationContextRunner application = application().withUserConfiguration(OtherModel.class);
		application.run((context) -> assertThatThrownBy(() -> context.getBean(CallbackChatModel.class))
			.hasStackTraceContaining("openAiChatModel (Spring AI)")
			.hasStackTraceContaining("otherModel (LangChain4j)"));
		application.withPropertyValues("callbacks.chat.provider=openAiChatModel").run((context) -> {
			this.server.answers(Script.tokens("Yes"));
			assertThat(context.getBean(CallbackChatModel.class).call("Really?").text()).isEqualTo("Yes");
		});
	}

	@Test
	void modelThatIsGotByItsClassIsExplained(CapturedOutput output) {
		assertThatThrownBy(() -> new SpringApplicationBuilder(ByClass.class).web(WebApplicationType.NONE)
			.properties("callbacks.spring-ai.instrument-models=true", "spring.ai.openai.base-url=" + this.server.url(),
					"spring.ai.openai.api-key=test", "spring.main.banner-mode=off")
			.run()).isInstanceOf(BeansException.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "openAiChatModel",
				"callbacks.spring-ai.instrument-models");
	}

	@Test
	void searchesAreRuns() {
		application().withUserConfiguration(Retrieval.class).run((context) -> {
			assertThat(context.getBean(Store.class).similaritySearch("cats")).hasSize(1);
			assertThat(context.getBean(VectorStoreRetriever.class)
				.similaritySearch(SearchRequest.builder().query("dogs").build())).hasSize(1);
			context.getBean(DocumentRetriever.class).retrieve(new Query("birds"));
			RecordedEvents recorded = recorded(context);
			assertThat(recorded.events(RetrieverStart.class)).extracting(RetrieverStart::query)
				.containsExactly("cats", "dogs", "birds");
			assertThat(recorded.events(RetrieverEnd.class))
				.allSatisfy((end) -> assertThat(end.documents()).singleElement()
					.satisfies((document) -> assertThat(document.text()).isEqualTo("found")));
			assertThat(recorded.tree()).containsExactly("RETRIEVER store", "RETRIEVER store", "RETRIEVER retriever");
		});
	}

	@Test
	void nothingIsInstrumentedIfCallbacksAreOff() {
		application().withPropertyValues("callbacks.enabled=false", "callbacks.spring-ai.instrument-models=true")
			.withUserConfiguration(Retrieval.class)
			.run((context) -> {
				this.server.answers(Script.tokens("Yes"));
				assertThat(context.getBean(Store.class).getClass()).isEqualTo(Store.class);
				assertThat(context.getBean(ChatModel.class)).isInstanceOf(OpenAiChatModel.class);
				ChatClient client = context.getBean(ChatClient.Builder.class).build();
				assertThat(client.prompt("Really?").call().content()).isEqualTo("Yes");
			});
	}

	static class Tools {

		@Tool(name = "weather")
		String weather(String city) {
			return "Sunny in " + city;
		}

		@Tool(name = "time")
		String time(String city) {
			return "Noon in " + city;
		}

		@Tool(name = "broken")
		String broken() {
			throw new IllegalStateException("out of order");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		RecordingHandler recorder() {
			return new RecordingHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherModel {

		@Bean
		dev.langchain4j.model.chat.ChatModel otherModel() {
			return new dev.langchain4j.model.chat.ChatModel() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Handlers.class)
	static class Whole {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ByClass {

		@Bean
		Object user(BeanFactory beans) {
			return List.of(beans.getBean("openAiChatModel"), beans.getBean(OpenAiChatModel.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Retrieval {

		@Bean
		Store store() {
			return new Store();
		}

		@Bean
		DocumentRetriever retriever() {
			return (query) -> List.of(new org.springframework.ai.document.Document("found"));
		}

	}

	static class Store implements VectorStoreRetriever {

		@Override
		public List<org.springframework.ai.document.Document> similaritySearch(SearchRequest request) {
			return List.of(new org.springframework.ai.document.Document("found"));
		}

	}

}
