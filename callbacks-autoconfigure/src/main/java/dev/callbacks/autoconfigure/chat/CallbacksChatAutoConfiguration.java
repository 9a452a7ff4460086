// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.chat;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.step.Steps;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the chat model and of steps. They are there also with
 * {@code callbacks.enabled=false}, and then call no handler.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnBean(CallbackManager.class)
@EnableConfigurationProperties(CallbacksProperties.class)
public final class CallbacksChatAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean(Steps.class)
	Steps callbackSteps(CallbackManager manager) {
		return new Steps(manager);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(CallbackChatModel.class)
	CallbackChatModel callbackChatModel(CallbackManager manager, ObjectProvider<ChatProvider> providers,
			ObjectProvider<ModelSource> sources, ListableBeanFactory beanFactory, CallbacksProperties properties) {
		CallbacksProperties.Chat chat = properties.getChat();
		return new CallbackChatModel(manager, new ChatProviders(providers, sources, beanFactory, chat).choose())
			.withOptions(options(chat))
			.withMaxConcurrency(properties.getBatch().maxConcurrency());
	}

	private static ChatOptions options(CallbacksProperties.Chat chat) {
		ChatOptions options = ChatOptions.none().withStreaming(chat.streaming());
		options = (chat.model() != null) ? options.withModel(chat.model()) : options;
		options = (chat.temperature() != null) ? options.withTemperature(chat.temperature()) : options;
		return (chat.maxTokens() != null) ? options.withMaxTokens(chat.maxTokens()) : options;
	}

}
