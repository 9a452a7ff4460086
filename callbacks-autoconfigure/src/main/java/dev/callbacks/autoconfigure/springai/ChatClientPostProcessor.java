// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.springai;

import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.springai.SpringAiCallbacks;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.DefaultChatClient;
import org.springframework.ai.chat.client.DefaultChatClientBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * A post-processor that observes the turns of chat clients as runs: of clients that are
 * beans, and of clients that a bean builds.
 */
final class ChatClientPostProcessor implements BeanPostProcessor {

	private final ObservedBeans beans;

	private final ObjectProvider<SpringAiCallbacks> callbacks;

	ChatClientPostProcessor(ObservedBeans beans, ObjectProvider<SpringAiCallbacks> callbacks) {
		this.beans = beans;
		this.callbacks = callbacks;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass() == DefaultChatClient.class && !this.beans.isExcluded(beanName, bean)) {
			this.beans.observed(beanName, "ChatClient");
			return this.callbacks.getObject().wrap((ChatClient) bean);
		}
		if (bean.getClass() == DefaultChatClientBuilder.class && !this.beans.isExcluded(beanName, bean)) {
			this.beans.observed(beanName, "ChatClient.Builder");
			this.callbacks.getObject().addTo((ChatClient.Builder) bean);
		}
		return bean;
	}

}
