// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.tokenstream;

import java.time.Duration;

import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class TokenStreamApplication {

	public static void main(String[] args) {
		SpringApplication.run(TokenStreamApplication.class, args);
	}

	/**
	 * A model that needs no key. Remove it, and add a model of Spring AI or LangChain4j.
	 */
	@Bean
	ChatProvider embeddedModel() {
		return EmbeddedChatProvider.builder()
			.answer("Why did the cat sit on the log? It wanted to see the tree.")
			.delay(Duration.ofMillis(40))
			.build();
	}

}
