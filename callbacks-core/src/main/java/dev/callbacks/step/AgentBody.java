// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Batch;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
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
		return setup.run(RunKind.AGENT, this.name)
			.inputs(Map.of("messages", input.messages()))
			.openComposed((caller) -> {
				CallLoop<LlmResult> loop = new CallLoop<>(setup.opener(), caller);
				ask(loop, new Conversation(this, input), setup);
				return loop.future();
			}, setup.caller());
	}

	@Override
	public Flux<LlmResult> streamOf(ChatRequest input, Setup setup) {
		return OpenCall.<LlmResult>mono((caller) -> open(input.streaming(), setup.with(caller))).flux();
	}

	private void ask(CallLoop<LlmResult> loop, Conversation conversation, Setup setup) {
		OpenCall<LlmResult> call = this.model.open(conversation.next(), RunConfig.empty(), loop.caller());
		loop.await(call.begin(), (answer) -> {
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
		loop.await(batch(asked, setup).begin(loop.caller()), (results) -> {
			conversation.told(asked, Batch.values(results));
			ask(loop, conversation, setup);
		});
	}

	private Batch<Object> batch(List<ToolCall> asked, Setup setup) {
		List<Batch.Item<Object>> items = new ArrayList<>();
		asked.forEach((call) -> items.add((caller) -> openTool(call, setup, caller)));
		Integer bound = setup.config().maxConcurrency();
		int all = (bound != null) ? bound : items.size();
		return Batch.of(setup.opener(), items, this.parallel ? all : 1);
	}

	private OpenCall<Object> openTool(ToolCall call, Setup setup, Caller caller) {
		Setup called = new Setup(setup.opener(), RunConfig.empty(), List.of(), caller);
		Tool tool = this.tools.get(call.name());
		if (tool != null) {
			return new ToolBody(tool).open(call, called);
		}
		String name = call.name().isBlank() ? "unknown" : call.name();
		return called.run(RunKind.TOOL, name)
			.inputText(call.arguments())
			.toolCallId(call.id())
			.open(() -> "Error: there is no tool named '" + call.name() + "'. There are: "
					+ String.join(", ", this.tools.keySet()), caller);
	}

}
