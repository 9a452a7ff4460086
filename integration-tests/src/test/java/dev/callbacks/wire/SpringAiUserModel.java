// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.time.Duration;
import java.util.function.Consumer;

import dev.callbacks.CallbackManager;
import dev.callbacks.springai.SpringAiCallbacks;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A model of Spring AI as its user calls it.
 */
final class SpringAiUserModel implements UserModel {

	private final ChatModel model;

	SpringAiUserModel(ChatModel model, @Nullable CallbackManager manager) {
		this.model = (manager != null) ? new SpringAiCallbacks(manager).wrap(model) : model;
	}

	@Override
	public String call(String question) {
		String text = this.model.call(new Prompt(question)).getResult().getOutput().getText();
		return (text != null) ? text : "";
	}

	@Override
	public void stream(String question, int limit, Consumer<String> pieces) {
		this.model.stream(new Prompt(question))
			.mapNotNull(
					(response) -> (response.getResult() != null) ? response.getResult().getOutput().getText() : null)
			.filter((text) -> !text.isEmpty())
			.take(limit)
			.doOnNext(pieces)
			.blockLast(Duration.ofSeconds(30));
	}

}
