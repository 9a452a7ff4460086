// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Batch;
import dev.callbacks.call.BatchResult;
import dev.callbacks.call.RunFutures;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * A call for several conversations, each a run of its own. All starts are appended first,
 * in the order of the conversations; then a bounded number of requests is under way.
 */
final class ConversationBatch {

	private final Batch<LlmResult> batch;

	private final @Nullable Run callersRun = Run.find().orElse(null);

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
		CompletableFuture<LlmResult> future = new CompletableFuture<>();
		this.batch.begin().whenComplete((results, failure) -> complete(future, results, failure));
		future.whenComplete((result, failure) -> this.batch.cancel(RunFutures.reasonOf(failure)));
		return future;
	}

	private void complete(CompletableFuture<LlmResult> future, List<BatchResult<LlmResult>> results,
			@Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
			return;
		}
		LlmResult merged = null;
		Throwable error = null;
		try {
			merged = merge(results);
		}
		catch (CompletionException ex) {
			error = RunFutures.unwrap(ex);
		}
		RunFutures.complete(future, this.callersRun, merged, error);
	}

	/**
	 * Begins the calls and waits for them.
	 */
	LlmResult run() {
		CompletableFuture<LlmResult> future = new CompletableFuture<>();
		complete(future, this.batch.run(), null);
		return RunFutures.get(future);
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
