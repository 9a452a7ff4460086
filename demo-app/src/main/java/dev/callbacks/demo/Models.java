// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import dev.callbacks.chat.ChatProvider;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * The model that answers: one of the demo or, by profile, a real one of LangChain4j. The
 * starter finds the bean and makes it the provider of the chat model.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Models.Model.class)
class Models {

	private static final int MAX_TOKENS = 1_000;

	@Bean
	@Profile("!anthropic & !openai & !ollama")
	ChatProvider demo(DemoModel model) {
		return model.provider(DemoModel::answer);
	}

	@Bean
	@Profile("anthropic")
	StreamingChatModel anthropic(Model model) {
		return AnthropicStreamingChatModel.builder()
			.baseUrl(model.baseUrl())
			.apiKey(model.key("ANTHROPIC_API_KEY"))
			.modelName(model.name())
			.maxTokens(MAX_TOKENS)
			.build();
	}

	@Bean
	@Profile("openai")
	StreamingChatModel openAi(Model model) {
		return OpenAiStreamingChatModel.builder()
			.baseUrl(model.baseUrl())
			.apiKey(model.key("OPENAI_API_KEY"))
			.modelName(model.name())
			.build();
	}

	@Bean
	@Profile("ollama")
	StreamingChatModel ollama(Model model) {
		return OllamaStreamingChatModel.builder().baseUrl(model.baseUrl()).modelName(model.name()).build();
	}

	/**
	 * The model and its server.
	 *
	 * @param baseUrl URL of the server.
	 * @param apiKey Key for the server, from the environment.
	 * @param name Name of the model.
	 */
	@ConfigurationProperties("demo.model")
	record Model(String baseUrl, String apiKey, String name) {

		private String key(String variable) {
			if (this.apiKey == null || this.apiKey.isBlank()) {
				throw new IllegalStateException("This profile needs a key: set the environment variable " + variable);
			}
			return this.apiKey;
		}

	}

}
