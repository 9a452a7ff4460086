// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The observations of an application of Spring AI, which makes some by itself.
 */
class SpringAiObservationTests {

	private static final Script.Call WEATHER = new Script.Call("call_1", "weather", "{}");

	private WireServer server;

	private final Names names = new Names();

	@BeforeEach
	void start() throws IOException {
		this.server = new WireServer(new OpenAiWire());
		this.server.answers(Script.calls(WEATHER), Script.tokens("Sunny"));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(Starter.with(ObservationAutoConfiguration.class, OpenAiChatAutoConfiguration.class,
					ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class))
			.withBean(ObservationHandler.class, () -> this.names)
			.withPropertyValues("spring.ai.openai.base-url=" + this.server.url() + "/v1",
					"spring.ai.openai.api-key=test", "spring.ai.openai.max-retries=0");
	}

	private static ChatClient.ChatClientRequestSpec question(ChatClient.Builder builder) {
		return builder.build()
			.prompt("Weather?")
			.toolCallbacks(FunctionToolCallback.builder("weather", (input) -> "sun").inputType(Object.class).build());
	}

	@Test
	void callOfAModelOrToolHasOneObservation() {
		application().run((context) -> {
			assertThat(question(context.getBean(ChatClient.Builder.class)).call().content()).isEqualTo("Sunny");
			assertThat(this.names.ours()).containsExactly("invoke_workflow chat-client", "chat openai", "chat openai");
			assertThat(this.names.all).contains("spring.ai.chat.client", "spring.ai.tool")
				.doesNotContain("gen_ai.client.operation");
		});
	}

	@Test
	void callOfAStreamHasOneObservation() {
		application().run((context) -> {
			assertThat(String.join("",
					question(context.getBean(ChatClient.Builder.class)).stream()
						.content()
						.collectList()
						.block(java.time.Duration.ofSeconds(20))))
				.isEqualTo("Sunny");
			assertThat(this.names.ours()).containsExactly("invoke_workflow chat-client", "chat openai", "chat openai");
			assertThat(this.names.all).contains("spring.ai.tool").doesNotContain("gen_ai.client.operation");
		});
	}

	@Test
	void oursYieldOnDemand() {
		application().withPropertyValues("callbacks.observation.duplicates=yield").run((context) -> {
			assertThat(question(context.getBean(ChatClient.Builder.class)).call().content()).isEqualTo("Sunny");
			assertThat(this.names.ours()).containsExactly("invoke_workflow chat-client");
			assertThat(this.names.all).contains("gen_ai.client.operation", "spring.ai.tool");
		});
	}

	/**
	 * The names of the observations, in the order of their starts.
	 */
	private static final class Names implements ObservationHandler<Observation.Context> {

		private final List<String> all = new CopyOnWriteArrayList<>();

		private final List<Observation.Context> runs = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(Observation.Context context) {
			this.all.add(context.getName());
			if (context.getName().equals("callbacks.run")) {
				this.runs.add(context);
			}
		}

		private List<String> ours() {
			return this.runs.stream()
				.map(Observation.Context::getContextualName)
				.map((name) -> name.replaceAll("chat .*", "chat openai"))
				.toList();
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
