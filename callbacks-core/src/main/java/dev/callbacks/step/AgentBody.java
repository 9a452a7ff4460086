// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.callbacks.Batch;
import dev.callbacks.CallerLoop;
import dev.callbacks.OpenCall;
import dev.callbacks.Run;
import dev.callbacks.RunCall;
import dev.callbacks.RunConfig;
import dev.callbacks.RunFutures;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A model and its tools, in a loop. What is said and what comes next is in the
 * {@link Conversation}; here is how it is waited for.
 *
 * @param name what its runs are called
 * @param model the model
 * @param tools the tools by name
 * @param maxTurns how often the model is asked at most
 * @param parallel whether the tools of a turn are called at the same time
 */
record AgentBody(String name, CallbackChatModel model, Map<String, Tool> tools, int maxTurns,
		boolean parallel) implements StepBody<ChatRequest, LlmResult> {

	@Override
	public OpenCall<LlmResult> open(ChatRequest input, Setup setup) {
		RunCall run = setup.run(RunKind.AGENT, this.name).inputs(Map.of("messages", input.messages()));
		Conversation conversation = new Conversation(this, input);
		return setup.isBlocking() ? run.open(() -> call(conversation, setup), setup.caller())
				: run.openAsync(() -> callAsync(conversation, setup), null);
	}

	@Override
	public Flux<LlmResult> streamOf(ChatRequest input, Setup setup) {
		return OpenCall.<LlmResult>mono((context) -> open(input.streaming(), setup)).flux();
	}

	// Waiting on the caller's thread

	private LlmResult call(Conversation conversation, Setup setup) throws Exception {
		Run run = Run.current();
		while (true) {
			LlmResult answer = this.model.call(conversation.next());
			List<ToolCall> asked = conversation.heard(answer);
			conversation.report(run, answer).toCompletableFuture().join();
			if (asked.isEmpty()) {
				return answer;
			}
			try {
				conversation.told(asked, Batch.values(batch(asked, setup).run()));
			}
			catch (CompletionException ex) {
				throw StepFutures.asException(RunFutures.unwrap(ex));
			}
		}
	}

	// Waiting for futures

	private CompletableFuture<LlmResult> callAsync(Conversation conversation, Setup setup) {
		CallLoop<LlmResult> loop = new CallLoop<>(setup.manager());
		ask(loop, conversation, setup);
		return loop.future();
	}

	private void ask(CallLoop<LlmResult> loop, Conversation conversation, Setup setup) {
		loop.await(this.model.callAsync(conversation.next()), (answer) -> {
			List<ToolCall> asked = conversation.heard(answer);
			loop.await(StepFutures.of(conversation.report(Run.current(), answer)), (reported) -> {
				if (asked.isEmpty()) {
					loop.end(answer);
				}
				else {
					callTools(loop, conversation, asked, setup);
				}
			});
		});
	}

	private void callTools(CallLoop<LlmResult> loop, Conversation conversation, List<ToolCall> asked, Setup setup) {
		loop.await(batch(asked, setup).begin(), (results) -> {
			conversation.told(asked, Batch.values(results));
			ask(loop, conversation, setup);
		});
	}

	private Batch<Object> batch(List<ToolCall> asked, Setup setup) {
		List<Batch.Item<Object>> items = new ArrayList<>();
		asked.forEach((call) -> items.add((caller) -> openTool(call, setup, caller)));
		Integer bound = setup.config().maxConcurrency();
		int all = (bound != null) ? bound : items.size();
		return Batch.of(setup.manager(), items, this.parallel ? all : 1);
	}

	private OpenCall<Object> openTool(ToolCall call, Setup setup, @Nullable CallerLoop caller) {
		Setup itsSetup = new Setup(setup.manager(), RunConfig.empty(), List.of(), caller);
		Tool tool = this.tools.get(call.name());
		if (tool != null) {
			return new ToolBody(tool).open(call, itsSetup);
		}
		String name = call.name().isBlank() ? "unknown" : call.name();
		return itsSetup.run(RunKind.TOOL, name)
			.inputText(call.arguments())
			.toolCallId(call.id())
			.open(() -> "Error: there is no tool named '" + call.name() + "'. There are: "
					+ String.join(", ", this.tools.keySet()), caller);
	}

}
