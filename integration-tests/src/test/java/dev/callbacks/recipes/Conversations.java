// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import reactor.core.publisher.Flux;

import org.springframework.stereotype.Service;

@Service
class Conversations {

	private final CallbackChatModel chatModel;

	Conversations(CallbackChatModel chatModel) {
		this.chatModel = chatModel;
	}

	Flux<String> answer(String conversation, String user, String message) {
		RunConfig config = RunConfig.empty()
			.metadata("conversation_id", conversation)
			.metadata("user", user)
			.tags("support");
		return this.chatModel.with(config).stream(message).map((chunk) -> chunk.text());
	}

}
