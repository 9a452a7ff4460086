// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.model.ModelCandidate;
import dev.callbacks.autoconfigure.model.ModelSource;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.langchain4j.LangChain4jChatProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The models of LangChain4j. A model that streams and one that does not, of the same
 * provider and the only ones of it, are one candidate.
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
		List<ModelCandidate> candidates = new ArrayList<>();
		streaming.forEach((name, model) -> {
			boolean only = streaming.values().stream().filter((other) -> isOf(other, model)).count() == 1;
			List<String> partners = models.entrySet()
				.stream()
				.filter((other) -> other.getValue().provider() == model.provider())
				.map(Map.Entry::getKey)
				.toList();
			ChatModel partner = (only && partners.size() == 1) ? models.remove(partners.get(0)) : null;
			candidates.add(candidate(name, () -> new LangChain4jChatProvider(model, partner)));
		});
		models.forEach((name, model) -> candidates.add(candidate(name, () -> new LangChain4jChatProvider(model))));
		return candidates;
	}

	private static boolean isOf(StreamingChatModel one, StreamingChatModel other) {
		return one.provider() == other.provider();
	}

	private ModelCandidate candidate(String name, Supplier<ChatProvider> provider) {
		return new ModelCandidate(name, "LangChain4j", ModelSource.isPrimary(this.beanFactory, name), provider);
	}

}
