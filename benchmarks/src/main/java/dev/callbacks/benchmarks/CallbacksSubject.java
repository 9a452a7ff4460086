// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.call.RunPlan;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;

/**
 * Our engine, as users have it.
 */
final class CallbacksSubject implements Subject {

	private static final RunPlan CHAT = RunPlan.chat(ChatRequest.of("Hello"), Map.of());

	private final ExecutorService pool;

	private final CallbackDispatcher manager;

	private final DrivenRun[] runs;

	private final Contexts contexts;

	CallbacksSubject(Load load, boolean metered, int contexts) {
		this.contexts = new Contexts(contexts);
		this.pool = load.pool();
		CallbackDispatcher.Builder builder = CallbackDispatcher.builder().executor(this.pool, 2).window(load.window);
		if (metered) {
			Meters.addTo(builder);
		}
		this.manager = builder.build();
		for (int i = 0; i < load.blocking; i++) {
			this.manager.add(new Blocking(load));
		}
		for (int i = 0; i < load.inline; i++) {
			this.manager.add(new Inline(load));
		}
		for (int i = 0; i < load.async; i++) {
			this.manager.add(new Async(load));
		}
		this.runs = new DrivenRun[load.runs];
		for (int i = 0; i < this.runs.length; i++) {
			this.runs[i] = this.manager.open(CHAT.as(RunKind.CHAT_MODEL, "model"));
			this.runs[i].started().toCompletableFuture().join();
		}
	}

	@Override
	public void emit(int run, ChatChunk chunk) {
		CompletionStage<?> room = this.runs[run].token(chunk);
		if (room instanceof CompletableFuture<?> future && !future.isDone()) {
			future.join();
		}
	}

	@Override
	public void close() {
		for (DrivenRun run : this.runs) {
			run.end(null).toCompletableFuture().join();
		}
		this.pool.shutdown();
		this.contexts.close();
	}

	private static final class Inline implements CallbackHandler {

		private final Load load;

		private Inline(Load load) {
			this.load = load;
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.load.handle(event.chunk());
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

	}

	private static final class Blocking implements CallbackHandler {

		private final Load load;

		private Blocking(Load load) {
			this.load = load;
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.load.handle(event.chunk());
		}

	}

	private static final class Async implements AsyncCallbackHandler {

		private static final CompletableFuture<Object> DONE = CompletableFuture.completedFuture(null);

		private final Load load;

		private Async(Load load) {
			this.load = load;
		}

		@Override
		public CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			this.load.handle(event.chunk());
			return DONE;
		}

	}

}
