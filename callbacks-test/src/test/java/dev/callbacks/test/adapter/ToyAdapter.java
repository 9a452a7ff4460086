// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Failures;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.test.ScriptedProvider;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * An adapter for the toy that keeps all promises except one.
 */
final class ToyAdapter {

	private final @Nullable CallbackManager manager;

	private final @Nullable Fault fault;

	ToyAdapter(@Nullable CallbackManager manager, @Nullable Fault fault) {
		this.manager = manager;
		this.fault = fault;
	}

	private boolean has(Fault fault) {
		return this.manager != null && this.fault == fault;
	}

	private <T> T unless(Fault fault, T right, T wrong) {
		return has(fault) ? wrong : right;
	}

	LlmResult model(ChatRequest request, Callable<LlmResult> body) throws Exception {
		LlmResult answer = observe(chat(request), has(Fault.ASKS_ON_ANOTHER_THREAD) ? () -> elsewhere(body) : body,
				LlmResult.none());
		return unless(Fault.CHANGES_ANSWERS, answer,
				LlmResult.of(new Generation(ChatMessage.assistant("other"), Map.of(), null)));
	}

	private RunPlan chat(ChatRequest request) {
		return RunPlan.chat(unless(Fault.FORGETS_WHAT_IS_ASKED, request, ChatRequest.of("?")), Map.of())
			.as(RunKind.CHAT_MODEL, "toy");
	}

	private static <T> T elsewhere(Callable<T> body) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return body.call();
			}
			catch (Exception ex) {
				throw new CompletionException(ex);
			}
		}).join();
	}

	<T> T turn(Callable<T> body) throws Exception {
		return observe(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "turn"), body, null);
	}

	String tool(ToolCall call, Supplier<String> body) throws Exception {
		RunPlan plan = has(Fault.FORGETS_WHAT_IS_ASKED) ? RunPlan.tool("", "", Map.of(), null)
				: RunPlan.tool("", call.arguments(), Map.of(), call.id());
		plan = plan.as(RunKind.TOOL, call.name());
		try {
			String result = observe(
					has(Fault.OPENS_TOOLS_AS_ROOTS) ? plan.withConfig(RunConfig.empty().detached()) : plan, body::get,
					null);
			return unless(Fault.CHANGES_RESULTS_OF_TOOLS, result, "other");
		}
		catch (Exception ex) {
			if (has(Fault.CHANGES_FAILURES_OF_TOOLS)) {
				return "fine";
			}
			throw ex;
		}
	}

	List<Document> search(String query, Callable<List<Document>> body) throws Exception {
		List<Document> found = observe(RunPlan.query(unless(Fault.FORGETS_WHAT_IS_ASKED, query, "")), body, List.of());
		return unless(Fault.CHANGES_WHAT_IS_FOUND, found, List.of());
	}

	LlmResult stream(ChatRequest request, Flux<ChatChunk> chunks, Predicate<String> pieces) throws Exception {
		DrivenRun run = open(chat(request));
		if (run == null) {
			return read(chunks, null, pieces);
		}
		begin(run);
		Run before = CurrentRun.set(run);
		try {
			return read(chunks, run, pieces);
		}
		catch (Exception ex) {
			fail(run, ex);
			throw has(Fault.WRAPS_FAILURES) ? new IllegalStateException(ex) : ex;
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private LlmResult read(Flux<ChatChunk> chunks, @Nullable DrivenRun run, Predicate<String> pieces) throws Exception {
		List<ChatChunk> read = new ArrayList<>();
		AtomicBoolean closed = new AtomicBoolean();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Disposable subscription = chunks.subscribe((chunk) -> {
			read.add(chunk);
			if (!closed.get() && !take(chunk, run, pieces)) {
				closed.set(true);
			}
		}, failure::set);
		if (closed.get() && !has(Fault.KEEPS_THE_MODEL_AT_WORK)) {
			subscription.dispose();
		}
		if (failure.get() != null) {
			throw (Exception) failure.get();
		}
		if (run != null && closed.get() && !has(Fault.ENDS_CLOSED_STREAMS_AS_COMPLETE)) {
			finish(run.cancel());
		}
		else if (run != null) {
			end(run, null);
		}
		return new ScriptedProvider().then(Flux.fromIterable(read)).call(ChatRequest.of("any")).block();
	}

	/**
	 * Whether the user wants more.
	 */
	private boolean take(ChatChunk chunk, @Nullable DrivenRun run, Predicate<String> pieces) {
		boolean empty = chunk.text().isEmpty();
		if (run != null && !has(Fault.KEEPS_TOKENS_TO_ITSELF) && !has(Fault.TELLS_THE_USER_FIRST)) {
			wait(run.token(chunk));
			if (has(Fault.REPEATS_TOKENS)) {
				wait(run.token(chunk));
			}
		}
		boolean more = empty || (has(Fault.DROPS_A_PIECE) && chunk.text().length() > 2) || pieces.test(chunk.text());
		if (run != null && has(Fault.TELLS_THE_USER_FIRST)) {
			wait(run.token(chunk));
		}
		return more && (empty || !has(Fault.CLOSES_A_STREAM_TOO_EARLY));
	}

	private <T> T observe(RunPlan plan, Callable<T> body, @Nullable Object forgotten) throws Exception {
		DrivenRun run = open(plan);
		if (run == null) {
			return body.call();
		}
		begin(run);
		Run before = has(Fault.MAKES_NO_RUN_CURRENT) ? Run.find().orElse(null) : CurrentRun.set(run);
		T answer;
		try {
			answer = body.call();
		}
		catch (Exception ex) {
			fail(run, ex);
			throw has(Fault.WRAPS_FAILURES) ? new IllegalStateException(ex) : ex;
		}
		finally {
			if (!has(Fault.LEAVES_A_RUN_CURRENT)) {
				CurrentRun.set(before);
			}
		}
		if (has(Fault.TELLS_TOKENS_OF_WHOLE_ANSWERS) && answer instanceof LlmResult result) {
			wait(run.token(ChatChunk.of(result.text())));
		}
		end(run, unless(Fault.FORGETS_WHAT_IS_ANSWERED, answer, forgotten));
		return answer;
	}

	private @Nullable DrivenRun open(RunPlan plan) {
		if (this.manager == null) {
			return null;
		}
		RunPlan opened = has(Fault.OPENS_ROOTS) ? plan.withConfig(RunConfig.empty().detached()) : plan;
		try {
			if (has(Fault.OPENS_RUNS_TWICE)) {
				RunOpener.of(this.manager).open(opened).end(null);
			}
			return RunOpener.of(this.manager).open(opened);
		}
		catch (ManagerStoppedException ex) {
			if (has(Fault.NEEDS_A_MANAGER_THAT_RUNS)) {
				throw ex;
			}
			return null;
		}
	}

	private void begin(DrivenRun run) {
		if (has(Fault.DOES_NOT_WAIT_FOR_STARTS)) {
			return;
		}
		try {
			wait(run.started());
		}
		catch (RuntimeException ex) {
			if (!has(Fault.HEARS_NO_REFUSAL)) {
				throw ex;
			}
		}
	}

	private void fail(DrivenRun run, Exception failure) {
		Throwable error = has(Fault.TELLS_OF_WRAPPERS) ? failure : Failures.unwrap(failure);
		error = has(Fault.TELLS_OF_OTHER_ERRORS) ? new IOException("other") : error;
		finish(has(Fault.ENDS_FAILED_WORK_WELL) ? run.end(null) : run.error(error));
	}

	private void end(DrivenRun run, @Nullable Object result) {
		if (!has(Fault.ENDS_NOTHING)) {
			finish(run.end(result));
		}
	}

	private void finish(CompletionStage<?> finished) {
		if (!has(Fault.DOES_NOT_WAIT_FOR_ENDS)) {
			wait(finished.handle((result, failure) -> null));
		}
	}

	private static void wait(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

}
