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

import java.util.Map;
import java.util.TreeMap;

import dev.callbacks.autoconfigure.CallbacksProperties.Chat.Embedded;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Chooses what answers behind the chat model.
 */
final class ChatProviders {

	private ChatProviders() {
	}

	static ChatProvider choose(ObjectProvider<ChatProvider> providers, ListableBeanFactory beanFactory,
			CallbacksProperties.Chat chat) {
		if (chat.embedded() == Embedded.TRUE) {
			return EmbeddedChatProvider.create();
		}
		if (chat.provider() != null) {
			return named(chat.provider(), beanFactory);
		}
		ChatProvider only = providers.getIfUnique();
		if (only != null) {
			return only;
		}
		Map<String, ChatProvider> all = all(beanFactory);
		if (all.size() > 1) {
			throw new AmbiguousProviderException(all.keySet());
		}
		if (chat.embedded() == Embedded.FALSE) {
			throw new MissingProviderException(
					"The chat model has no ChatProvider bean, and 'callbacks.chat.embedded' is false");
		}
		return new EmbeddedFallback();
	}

	private static ChatProvider named(String name, ListableBeanFactory beanFactory) {
		Map<String, ChatProvider> all = all(beanFactory);
		@Nullable ChatProvider provider = all.get(name);
		if (provider == null) {
			throw new MissingProviderException("The property 'callbacks.chat.provider' names '" + name
					+ "', which is no ChatProvider bean; there are " + all.keySet());
		}
		return provider;
	}

	private static Map<String, ChatProvider> all(ListableBeanFactory beanFactory) {
		return new TreeMap<>(BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, ChatProvider.class));
	}

}
