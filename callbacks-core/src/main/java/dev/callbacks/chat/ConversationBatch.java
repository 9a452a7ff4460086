// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.RunConfig;
import dev.callbacks.call.Batch;
import dev.callbacks.call.BatchResult;
import dev.callbacks.call.Caller;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;

/**
 * A call for several conversations, each a run of its own. All starts are appended first,
 * in the order of the conversations; then a bounded number of requests is under way.
 */
final class ConversationBatch {

	private final Batch<LlmResult> batch;

	ConversationBatch(CallbackChatModel model, List<Question> questions, RunConfig config) {
		List<Batch.Item<LlmResult>> items = new ArrayList<>();
		RunConfig next = config;
		for (Question question : questions) {
			RunConfig itemConfig = next;
			items.add((caller) -> question.open(itemConfig, caller));
			next = next.withoutRunId();
		}
		this.batch = Batch.openingFirst(model.opener(), items, model.maxConcurrency(config));
	}

	/**
	 * Makes the calls without holding this thread.
	 */
	CompletableFuture<LlmResult> begin() {
		return this.batch.begin(Caller.nobody(), this::merge);
	}

	/**
	 * Begins the calls and waits for them.
	 */
	LlmResult run() {
		return this.batch.run(this::merge);
	}

	private LlmResult merge(List<BatchResult<LlmResult>> results) {
		List<LlmResult> answers = Batch.values(results);
		List<List<Generation>> generations = new ArrayList<>();
		answers.forEach((answer) -> generations.addAll(answer.generations()));
		List<UUID> runs = this.batch.calls().stream().map((call) -> call.run().info().id()).toList();
		Map<String, Object> output = (answers.size() == 1) ? Objects.requireNonNull(answers.get(0)).llmOutput()
				: Map.of();
		return new LlmResult(generations, output, runs);
	}

}
