// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.model.ModelCandidate;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.langchain4j.LangChain4jChatProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The models of LangChain4j. A model that streams and one that does not are one candidate
 * if they are the same bean, or of the same provider and either the only ones of it or
 * the primary ones.
 */
final class LangChain4jModelSource implements ModelSource {

	private final ListableBeanFactory beanFactory;

	LangChain4jModelSource(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public List<ModelCandidate> candidates() {
		Map<String, ChatModel> models = ModelSource.beans(this.beanFactory, ChatModel.class);
		Map<String, StreamingChatModel> streaming = ModelSource.beans(this.beanFactory, StreamingChatModel.class);
		Set<String> both = new HashSet<>(models.keySet());
		both.retainAll(streaming.keySet());
		List<ModelCandidate> candidates = new ArrayList<>();
		Set<String> partners = new HashSet<>();
		streaming.forEach((name, model) -> {
			String partner = both.contains(name) ? name
					: partner(name, named(streaming, both, (other) -> other.provider() == model.provider()),
							named(models, both, (other) -> other.provider() == model.provider()));
			ChatModel whole = (partner != null) ? models.get(partner) : null;
			if (partner != null) {
				partners.add(partner);
			}
			candidates.add(candidate(name, partner, () -> new LangChain4jChatProvider(model, whole)));
		});
		models.forEach((name, model) -> {
			if (!partners.contains(name)) {
				candidates.add(candidate(name, null, () -> new LangChain4jChatProvider(model)));
			}
		});
		return candidates;
	}

	/**
	 * Returns the model that answers together with one that streams, or {@code null}.
	 * @param name the name of the one that streams
	 * @param streaming the names of those of its provider that stream
	 * @param models the names of those of its provider that do not
	 */
	private @Nullable String partner(String name, List<String> streaming, List<String> models) {
		if (streaming.equals(List.of(name)) && models.size() == 1) {
			return models.get(0);
		}
		List<String> primary = models.stream().filter(this::isPrimary).toList();
		return (isPrimary(name) && primary.size() == 1) ? primary.get(0) : null;
	}

	private <T> List<String> named(Map<String, T> models, Set<String> both, Predicate<T> condition) {
		return models.keySet()
			.stream()
			.filter((name) -> !both.contains(name) && condition.test(models.get(name)))
			.filter((name) -> ModelSource.isDefaultCandidate(this.beanFactory, name))
			.toList();
	}

	private boolean isPrimary(String name) {
		return ModelSource.isPrimary(this.beanFactory, name);
	}

	private ModelCandidate candidate(String name, @Nullable String partner, Supplier<ChatProvider> provider) {
		boolean primary = isPrimary(name) || (partner != null && isPrimary(partner));
		return new ModelCandidate(name, "LangChain4j", primary, partner, provider);
	}

}
