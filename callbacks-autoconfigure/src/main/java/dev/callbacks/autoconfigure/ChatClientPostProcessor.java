/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.autoconfigure;

import dev.callbacks.springai.SpringAiCallbacks;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.DefaultChatClient;
import org.springframework.ai.chat.client.DefaultChatClientBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Makes turns of chat clients runs that are beans or are built by one, whoever has made
 * them.
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
		if (bean.getClass() == DefaultChatClient.class && !this.beans.isExcluded(beanName)) {
			this.beans.observed(beanName, "ChatClient");
			return this.callbacks.getObject().wrap((ChatClient) bean);
		}
		if (bean.getClass() == DefaultChatClientBuilder.class && !this.beans.isExcluded(beanName)) {
			this.beans.observed(beanName, "ChatClient.Builder");
			this.callbacks.getObject().addTo((ChatClient.Builder) bean);
		}
		return bean;
	}

}
