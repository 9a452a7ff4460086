// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.autoconfigure.CallbacksProperties.Chat.Embedded;
import dev.callbacks.autoconfigure.model.ModelCandidate;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * A choice among the providers and models that can answer behind the chat model.
 */
final class ChatProviders {

	private final ObjectProvider<ChatProvider> beans;

	private final ObjectProvider<ModelSource> sources;

	private final ListableBeanFactory beanFactory;

	private final CallbacksProperties.Chat chat;

	ChatProviders(ObjectProvider<ChatProvider> beans, ObjectProvider<ModelSource> sources,
			ListableBeanFactory beanFactory, CallbacksProperties.Chat chat) {
		this.beans = beans;
		this.sources = sources;
		this.beanFactory = beanFactory;
		this.chat = chat;
	}

	ChatProvider choose() {
		if (this.chat.embedded() == Embedded.TRUE) {
			return EmbeddedChatProvider.create();
		}
		if (this.chat.provider() != null) {
			return named(this.chat.provider());
		}
		ChatProvider only = this.beans.getIfUnique();
		if (only != null) {
			return only;
		}
		List<ChatProvider> candidates = this.beans.stream().toList();
		List<ModelCandidate> models = models().stream()
			.filter((model) -> ModelSource.isDefaultCandidate(this.beanFactory, model.name()))
			.toList();
		if (candidates.isEmpty() && !models.isEmpty()) {
			return only(models);
		}
		if (candidates.size() > 1) {
			Map<String, ChatProvider> providers = providers();
			providers.values().retainAll(candidates);
			throw ambiguous("There are several ChatProvider beans: " + providers.keySet());
		}
		if (this.chat.embedded() == Embedded.FALSE) {
			throw missing("The chat model has no ChatProvider bean, and 'callbacks.chat.embedded' is false");
		}
		return new EmbeddedFallback();
	}

	/**
	 * Returns the one model there is, or the one that is marked as primary.
	 */
	private static ChatProvider only(List<ModelCandidate> models) {
		List<ModelCandidate> primary = models.stream().filter(ModelCandidate::primary).toList();
		List<ModelCandidate> left = (primary.size() == 1) ? primary : models;
		if (left.size() > 1) {
			throw ambiguous("There are several models that could answer: "
					+ left.stream().map(ModelCandidate::describe).toList());
		}
		return left.get(0).provider().get();
	}

	private ChatProvider named(String name) {
		Map<String, ChatProvider> providers = providers();
		ChatProvider provider = providers.get(name);
		if (provider != null) {
			return provider;
		}
		List<ModelCandidate> models = models();
		return models.stream()
			.filter((model) -> model.isNamed(name))
			.findFirst()
			.map((model) -> model.provider().get())
			.orElseThrow(() -> new CallbackConfigurationException(
					"The property 'callbacks.chat.provider' names '" + name
							+ "', which is no ChatProvider bean; there are " + names(providers, models),
					"Use the name of one of them, or remove the property."));
	}

	private static Set<String> names(Map<String, ChatProvider> providers, List<ModelCandidate> models) {
		Set<String> names = new TreeSet<>(providers.keySet());
		models.forEach((model) -> names.add(model.name()));
		return names;
	}

	private Map<String, ChatProvider> providers() {
		return new TreeMap<>(BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, ChatProvider.class));
	}

	private List<ModelCandidate> models() {
		return this.sources.orderedStream().flatMap((source) -> source.candidates().stream()).toList();
	}

	private static CallbackConfigurationException ambiguous(String message) {
		return new CallbackConfigurationException(message,
				"Mark one of them as @Primary, or name one in 'callbacks.chat.provider'.");
	}

	private static CallbackConfigurationException missing(String message) {
		return new CallbackConfigurationException(message,
				"Declare a ChatProvider bean, or let 'callbacks.chat.embedded' be auto or true.");
	}

}
