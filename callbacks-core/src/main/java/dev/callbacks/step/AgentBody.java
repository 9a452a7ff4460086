// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.Batch;
import dev.callbacks.call.BatchResult;
import dev.callbacks.call.CallLoop;
import dev.callbacks.call.Caller;
import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A model and its tools, in a loop. The {@link Conversation} decides what comes next, and
 * this body makes the calls.
 *
 * @param name the name of its runs
 * @param model the model
 * @param tools the tools by name
 * @param maxTurns the largest number of requests to the model
 * @param parallel whether the tools of a turn are called at the same time
 */
record AgentBody(String name, CallbackChatModel model, Map<String, Tool> tools, int maxTurns,
		boolean parallel) implements StepBody<ChatRequest, LlmResult> {

	@Override
	public OpenCall<LlmResult> open(ChatRequest input, Setup setup) {
		if (input.messages().isEmpty()) {
			throw new InvalidRequestException("A conversation needs at least one message");
		}
		return setup.run(RunKind.AGENT, this.name)
			.inputs(Map.of("messages", input.messages()))
			.openComposed(
					(caller) -> new CallLoop<>(setup.opener(), caller,
							(loop) -> askModel(loop, new Conversation(this, input), setup.with(caller))),
					setup.caller());
	}

	@Override
	public Flux<LlmResult> streamOf(ChatRequest input, Setup setup) {
		return OpenCall.<LlmResult>mono(setup.opener(), (caller) -> open(input.streaming(), setup.with(caller))).flux();
	}

	private void askModel(CallLoop<LlmResult> loop, Conversation conversation, Setup setup) {
		loop.<LlmResult>await(() -> answer(conversation.next(), setup.caller()), (answers) -> {
			LlmResult answer = answers.get(0);
			List<ToolCall> toolCalls = conversation.addAnswer(answer);
			loop.await(() -> CallLoop.stage(() -> conversation.report(Run.current(), answer)), (done) -> {
				if (toolCalls.isEmpty()) {
					loop.pass(() -> Mono.just(answer));
				}
				else {
					callTools(loop, conversation, toolCalls, setup);
				}
			});
		});
	}

	private Mono<LlmResult> answer(ChatRequest request, Caller caller) {
		return CallLoop.stage(() -> this.model.open(request, RunConfig.empty(), caller).begin());
	}

	private void callTools(CallLoop<LlmResult> loop, Conversation conversation, List<ToolCall> toolCalls, Setup setup) {
		if (toolCalls.isEmpty()) {
			askModel(loop, conversation, setup);
			return;
		}
		// if one after another, none is called behind one that failed
		int end = this.parallel ? toolCalls.size() : 1;
		List<ToolCall> next = toolCalls.subList(0, end);
		Batch<Object> batch = batch(next, setup);
		loop.<List<BatchResult<Object>>>await(() -> CallLoop.stage(() -> batch.begin(setup.caller())), (results) -> {
			conversation.addToolOutputs(next, Batch.values(results.get(0)));
			callTools(loop, conversation, toolCalls.subList(end, toolCalls.size()), setup);
		});
	}

	private Batch<Object> batch(List<ToolCall> toolCalls, Setup setup) {
		List<Batch.Item<Object>> items = new ArrayList<>();
		toolCalls.forEach((call) -> items.add((caller) -> openTool(call, setup, caller)));
		Integer bound = setup.config().maxConcurrency();
		return Batch.of(setup.opener(), items, (bound != null) ? bound : items.size());
	}

	private OpenCall<Object> openTool(ToolCall call, Setup setup, Caller caller) {
		Setup toolSetup = new Setup(setup.opener(), RunConfig.empty(), List.of(), caller);
		Tool tool = this.tools.get(call.name());
		if (tool != null) {
			return new ToolBody(tool).open(call, toolSetup);
		}
		String name = call.name().isBlank() ? "unknown" : call.name();
		return toolSetup.run(RunKind.TOOL, name)
			.inputText(call.arguments())
			.toolCallId(call.id())
			.open(() -> "Error: there is no tool named '" + call.name() + "'. There are: "
					+ String.join(", ", this.tools.keySet()), caller);
	}

}
