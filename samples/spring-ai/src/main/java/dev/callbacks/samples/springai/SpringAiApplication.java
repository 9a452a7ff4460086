// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.springai;

import dev.callbacks.handler.ConsoleTreeHandler;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class SpringAiApplication {

	public static void main(String[] args) {
		SpringApplication.run(SpringAiApplication.class, args);
	}

	@Bean
	ChatClient chatClient(ChatClient.Builder builder, Clock clock) {
		return builder.defaultTools(clock).build();
	}

	/**
	 * The handler. Nothing else here knows of callbacks.
	 */
	@Bean
	ConsoleTreeHandler tree() {
		return ConsoleTreeHandler.toStandardOutput();
	}

	@Bean
	CommandLineRunner ask(ChatClient chatClient) {
		return (args) -> System.out
			.println(chatClient.prompt("What time is it in Lisbon?").stream().content().collectList().block());
	}

}
