// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.langchain4j;

import java.util.concurrent.CompletableFuture;

import dev.callbacks.handler.ConsoleTreeHandler;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class LangChain4jApplication {

	public static void main(String[] args) {
		SpringApplication.run(LangChain4jApplication.class, args);
	}

	@Bean
	StreamingChatModel model(@Value("${openai.base-url}") String url, @Value("${openai.api-key}") String key) {
		return OpenAiStreamingChatModel.builder().baseUrl(url).apiKey(key).modelName("gpt-4.1-mini").build();
	}

	@Bean
	Assistant assistant(StreamingChatModel model) {
		return AiServices.builder(Assistant.class).streamingChatModel(model).tools(new Clock()).build();
	}

	/**
	 * The handler. Nothing else here knows of callbacks.
	 */
	@Bean
	ConsoleTreeHandler tree() {
		return ConsoleTreeHandler.toStandardOutput();
	}

	@Bean
	CommandLineRunner ask(Assistant assistant) {
		return (args) -> {
			CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
			assistant.ask("What time is it in Lisbon?")
				.onPartialResponse(System.out::println)
				.onCompleteResponse(answer::complete)
				.onError(answer::completeExceptionally)
				.start();
			answer.join();
		};
	}

}
