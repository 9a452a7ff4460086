// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.Role;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A model and its tools, in a loop.
 */
class AgentTests {

	private static ToolDefinition named(String name) {
		return new ToolDefinition(name, "What " + name + " does", "{\"type\":\"object\"}");
	}

	/** Asks for tools in the first turn, and answers what they said in the second. */
	private static CallbackChatModel model(TestEngine engine, ToolCall... asked) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().script((request) -> {
			List<String> outputs = request.messages()
				.stream()
				.filter((message) -> message.role() == Role.TOOL)
				.map(ChatMessage::text)
				.toList();
			return outputs.isEmpty() ? EmbeddedAnswer.toolCalls(asked)
					: EmbeddedAnswer.tokens("They said: ", String.join(", ", outputs));
		}).build());
	}

	private static List<String> story(Recording.Blocking handler) {
		return handler.events()
			.stream()
			.map((event) -> event.getClass().getSimpleName())
			.filter((name) -> !name.equals("LlmNewToken"))
			.toList();
	}

	private static <E extends CallbackEvent> List<E> events(Recording.Blocking handler, Class<E> type) {
		return handler.events().stream().filter(type::isInstance).map(type::cast).toList();
	}

	@ParameterizedTest
	@EnumSource
	void modelAndToolsTakeTurnsUntilThereIsAnAnswer(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager)
				.agent("weather", model(engine, new ToolCall("call-1", "temperature", "{\"city\":\"Bern\"}")))
				.tools(Tool.of(named("temperature"), (arguments) -> arguments.get("city") + " 20"))
				.build();
			assertThat(way.call(agent, ChatRequest.of("How warm?")).text()).isEqualTo("They said: Bern 20");
			assertThat(story(handler)).containsExactly("ChainStart", "ChatModelStart", "LlmEnd", "AgentAction",
					"ToolStart", "ToolEnd", "ChatModelStart", "LlmEnd", "AgentFinish", "ChainEnd");
			RunInfo run = handler.events().get(0).run();
			assertThat(run.kind()).isEqualTo(RunKind.AGENT);
			assertThat(run.name()).isEqualTo("weather");
			assertThat(handler.events()).filteredOn((event) -> event.run().kind() != RunKind.AGENT)
				.allSatisfy((event) -> assertThat(event.run().parentId()).isEqualTo(run.id()));
			AgentAction action = events(handler, AgentAction.class).get(0);
			assertThat(action.run().id()).isEqualTo(run.id());
			assertThat(action.tool()).isEqualTo("temperature");
			assertThat(action.input()).isEqualTo(Map.of("city", "Bern"));
			ToolStart tool = events(handler, ToolStart.class).get(0);
			assertThat(tool.toolCallId()).isEqualTo("call-1");
			assertThat(tool.input()).isEqualTo("{\"city\":\"Bern\"}");
			assertThat(tool.inputs()).isEqualTo(Map.of("city", "Bern"));
			assertThat(tool.description()).isEqualTo("What temperature does");
			assertThat(events(handler, AgentFinish.class).get(0).output()).isEqualTo("They said: Bern 20");
		}
	}

	@ParameterizedTest
	@EnumSource
	void unknownToolsAndBadArgumentsAreAnsweredToTheModel(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicInteger called = new AtomicInteger();
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager)
				.agent("agent",
						model(engine, new ToolCall("1", "nothing", "{}"), new ToolCall("2", "known", "{oops"),
								new ToolCall("3", "known", "[1]"), new ToolCall("4", "picky", "{\"a\":1}")))
				.tools(Tool.of(named("known"), (arguments) -> called.incrementAndGet()),
						Tool.ofAsync(named("picky"), (arguments) -> {
							throw new InvalidToolInputException("There is no a");
						}))
				.build();
			String answer = way.call(agent, ChatRequest.of("Go")).text();
			assertThat(answer).contains("there is no tool named 'nothing'")
				.contains("known, picky")
				.contains("not valid JSON")
				.contains("not a JSON object")
				.contains("There is no a");
			assertThat(called).hasValue(0);
			assertThat(story(handler)).doesNotContain("ToolError").contains("AgentFinish");
			assertThat(events(handler, ToolEnd.class)).hasSize(4)
				.allSatisfy((end) -> assertThat((String) end.output()).startsWith("Error: "));
		}
	}

	@ParameterizedTest
	@EnumSource
	void failureOfAToolFailsTheAgentUnlessTheToolAnswersIt(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("no network");
		try (TestEngine engine = new TestEngine().with(handler)) {
			Tool failing = Tool.of(named("search"), (arguments) -> {
				throw failure;
			});
			AgentBuilder agent = new Steps(engine.manager).agent("agent",
					model(engine, new ToolCall("1", "search", "{}")));
			assertThatThrownBy(() -> way.call(agent.tools(failing).build(), ChatRequest.of("Go"))).isSameAs(failure);
			assertThat(story(handler)).endsWith("ToolError", "ChainError");
			handler.receipts.clear();
			Tool answering = failing.answeringFailures((error) -> "Sorry, " + error.getMessage());
			assertThat(way.call(agent.tools(answering).build(), ChatRequest.of("Go")).text())
				.isEqualTo("They said: Sorry, no network");
			assertThat(story(handler)).doesNotContain("ToolError", "ChainError");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void toolWhoseAnswerToAFailureFailsEnds(boolean async) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException unanswerable = new IllegalStateException("no answer");
		try (TestEngine engine = new TestEngine().with(handler)) {
			Tool tool = async
					? Tool.ofAsync(named("search"),
							(arguments) -> CompletableFuture.failedFuture(new IllegalStateException("no network")))
					: Tool.of(named("search"), (arguments) -> {
						throw new IllegalStateException("no network");
					});
			Step<Map<String, Object>, Object> step = new Steps(engine.manager).tool(tool.answeringFailures((error) -> {
				throw unanswerable;
			}));
			assertThat(step.callAsync(Map.of())).failsWithin(TestEngine.LONG)
				.withThrowableThat()
				.havingCause()
				.isSameAs(unanswerable);
			assertThat(story(handler)).endsWith("ToolError");
		}
	}

	@ParameterizedTest
	@EnumSource
	void toolsOfATurnAreCalledAtTheSameTimeAndAnsweredInOrder(StepWay way) throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CyclicBarrier meeting = new CyclicBarrier(2);
			Tool meet = Tool.of(named("meet"), (arguments) -> {
				meeting.await(10, TimeUnit.SECONDS);
				return arguments.get("n");
			});
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager)
				.agent("agent",
						model(engine, new ToolCall("1", "meet", "{\"n\":1}"), new ToolCall("2", "meet", "{\"n\":2}")))
				.tools(meet)
				.build();
			assertThat(way.call(agent, ChatRequest.of("Go")).text()).isEqualTo("They said: 1, 2");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void toolsOfATurnCanBeCalledOneAfterAnother(boolean blocking) throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger inside = new AtomicInteger();
			List<Object> order = java.util.Collections.synchronizedList(new ArrayList<>());
			Tool alone = Tool.of(named("alone"), (arguments) -> {
				assertThat(inside.incrementAndGet()).isEqualTo(1);
				order.add(arguments.get("n"));
				inside.decrementAndGet();
				return "ok";
			});
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager)
				.agent("agent",
						model(engine, new ToolCall("1", "alone", "{\"n\":1}"), new ToolCall("2", "alone", "{\"n\":2}"),
								new ToolCall("3", "alone", "{\"n\":3}")))
				.tools(alone)
				.parallelTools(false)
				.build();
			if (blocking) {
				agent.call(ChatRequest.of("Go"));
			}
			else {
				agent.callAsync(ChatRequest.of("Go")).get(10, TimeUnit.SECONDS);
			}
			assertThat(order).containsExactly(1L, 2L, 3L);
		}
	}

	@ParameterizedTest
	@EnumSource
	void toolsOneAfterAnotherEndWithTheFirstThatFails(StepWay way) throws Exception {
		IllegalStateException failure = new IllegalStateException("broken");
		List<String> called = java.util.Collections.synchronizedList(new ArrayList<>());
		try (TestEngine engine = new TestEngine()) {
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager)
				.agent("agent",
						model(engine, new ToolCall("1", "good", "{}"), new ToolCall("2", "bad", "{}"),
								new ToolCall("3", "good", "{}")))
				.tools(Tool.of(named("good"), (arguments) -> called.add("good")), Tool.of(named("bad"), (arguments) -> {
					called.add("bad");
					throw failure;
				}))
				.parallelTools(false)
				.build();
			assertThatThrownBy(() -> way.call(agent, ChatRequest.of("Go"))).isSameAs(failure);
			assertThat(called).containsExactly("good", "bad");
		}
	}

	@ParameterizedTest
	@EnumSource
	void agentThatComesToNoAnswerFailsAtItsBound(StepWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel insatiable = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder()
						.script((request) -> EmbeddedAnswer.toolCalls(new ToolCall("1", "more", "{}")))
						.build());
			Step<ChatRequest, LlmResult> agent = new Steps(engine.manager).agent("agent", insatiable)
				.tools(Tool.of(named("more"), (arguments) -> "more"))
				.maxTurns(3)
				.build();
			assertThatExceptionOfType(TurnLimitException.class).isThrownBy(() -> way.call(agent, ChatRequest.of("Go")))
				.withMessageContaining("3 turns");
			assertThat(story(handler).stream().filter("ChatModelStart"::equals)).hasSize(3);
			assertThat(story(handler)).endsWith("ChainError");
		}
	}

	@Test
	void cancelledAgentCancelsTheToolThatIsUnderWay() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CompletableFuture<Object> tool = new CompletableFuture<>();
			CompletableFuture<Boolean> begun = new CompletableFuture<>();
			CompletableFuture<LlmResult> answer = new Steps(engine.manager)
				.agent("agent", model(engine, new ToolCall("1", "hang", "")))
				.tools(Tool.ofAsync(named("hang"), (arguments) -> {
					begun.complete(true);
					return tool;
				}))
				.build()
				.callAsync(ChatRequest.of("Go"));
			begun.get(10, TimeUnit.SECONDS);
			answer.cancel(true);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			// its function may have returned it behind the end
			assertThat(tool).failsWithin(TestEngine.LONG).withThrowableOfType(CancellationException.class);
			assertThat(story(handler)).endsWith("ToolError", "ChainError");
		}
	}

	@Test
	void modelIsToldThatAnOutputHasNoText() throws Exception {
		Object none = new Object() {

			@Override
			public String toString() {
				return null;
			}

		};
		Object unreadable = new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("no text");
			}

		};
		try (TestEngine engine = new TestEngine()) {
			List<String> answers = new ArrayList<>();
			for (Object output : List.of(none, unreadable)) {
				LlmResult answer = new Steps(engine.manager)
					.agent("agent", model(engine, new ToolCall("1", "tool", "{}")))
					.tools(Tool.of(named("tool"), (arguments) -> output))
					.build()
					.call(ChatRequest.of("Go"));
				answers.add(answer.text());
			}
			assertThat(answers).containsExactly("They said: null",
					"They said: (no text: java.lang.IllegalStateException)");
		}
	}

	@Test
	void modelIsToldOfTheToolsAndOfWhatWasSaid() throws Exception {
		List<ChatRequest> asked = new ArrayList<>();
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().script((request) -> {
						asked.add(request);
						return (asked.size() == 1) ? EmbeddedAnswer.toolCalls(new ToolCall("1", "tool", "{}"))
								: EmbeddedAnswer.text("Done");
					}).build());
			new Steps(engine.manager).agent("agent", model)
				.tools(Tool.of(named("tool"), (arguments) -> null))
				.build()
				.call(ChatRequest.of("Go"));
			assertThat(asked.get(0).options().tools()).extracting(ToolDefinition::name).containsExactly("tool");
			assertThat(asked.get(1).messages()).extracting(ChatMessage::role)
				.containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
			assertThat(asked.get(1).messages().get(2).toolCallId()).isEqualTo("1");
			assertThat(asked.get(1).messages().get(2).text()).isEmpty();
		}
	}

	@Test
	void toolsNeedDifferentNamesAndAgentsABound() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AgentBuilder agent = new Steps(engine.manager).agent("agent", model(engine));
			Tool tool = Tool.of(named("same"), (arguments) -> "x");
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> agent.tools(tool, tool))
				.withMessageContaining("same");
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> agent.maxTurns(0));
		}
	}

	@Test
	void treeOfChainAgentToolsRetrieverAndModelHasTheRightParentEverywhere() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel inner = new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("Yes"));
			Steps steps = new Steps(engine.manager);
			Step<String, String> lookUp = steps
				.retriever("docs",
						(query) -> List.of(new dev.callbacks.message.Document(null,
								inner.callAsync(query).thenApply(LlmResult::text).join(), Map.of())))
				.then(steps.lambda("text", (documents) -> documents.get(0).text()));
			Tool blocking = Tool.of(named("blocking"), (arguments) -> lookUp.call("q"));
			Tool hopping = Tool.ofAsync(named("hopping"),
					(arguments) -> reactor.core.publisher.Mono.just("q")
						.publishOn(reactor.core.scheduler.Schedulers.parallel())
						.flatMap(lookUp::mono)
						.contextCapture()
						.toFuture());
			Step<String, String> chain = steps.<String, ChatRequest>lambda("ask", ChatRequest::of)
				.then(steps
					.agent("agent",
							model(engine, new ToolCall("1", "blocking", "{}"), new ToolCall("2", "hopping", "{}")))
					.tools(blocking, hopping)
					.build())
				.then(steps.parser("text", LlmResult::text));
			int count = Integer.getInteger("callbacks.trees", 1_000);
			List<CompletableFuture<String>> all = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				all.add(switch (i % 3) {
					case 0 -> chain.callAsync("Go " + i);
					case 1 -> chain.mono("Go " + i).toFuture();
					default -> chain.stream("Go " + i).last().toFuture();
				});
			}
			all.forEach((answer) -> assertThat(answer).succeedsWithin(60, TimeUnit.SECONDS)
				.isEqualTo("They said: Yes, Yes"));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			Map<UUID, RunInfo> runs = new java.util.HashMap<>();
			StepTests.runs(handler).forEach((run) -> runs.put(run.id(), run));
			assertThat(runs).hasSize(count * 16);
			Map<String, Integer> paths = new java.util.TreeMap<>();
			runs.values().forEach((run) -> paths.merge(path(run, runs), 1, Integer::sum));
			Map<String, Integer> expected = new java.util.TreeMap<>();
			expected.put("sequence", count);
			expected.put("sequence/ask", count);
			expected.put("sequence/agent", count);
			expected.put("sequence/agent/embedded", 2 * count);
			for (String tool : List.of("blocking", "hopping")) {
				String path = "sequence/agent/" + tool;
				expected.put(path, count);
				expected.put(path + "/sequence", count);
				expected.put(path + "/sequence/docs", count);
				expected.put(path + "/sequence/docs/embedded", count);
				expected.put(path + "/sequence/text", count);
			}
			expected.put("sequence/text", count);
			assertThat(paths).isEqualTo(expected);
		}
	}

	private static String path(RunInfo run, Map<UUID, RunInfo> runs) {
		if (run.parentId() == null) {
			return run.name();
		}
		RunInfo parent = runs.get(run.parentId());
		assertThat(run.ancestors().get(run.ancestors().size() - 1)).isEqualTo(parent.id());
		return path(parent, runs) + "/" + run.name();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "{\"a\":01}", "\"text",
			"{\"a\":\"\\x\"}", "{} {}", "nul", "{\"a\":\"\\u12g4\"}", "{'a':1}" })
	void whatIsNotJsonIsRefused(String text) {
		assertThatExceptionOfType(InvalidToolInputException.class).isThrownBy(() -> ToolArguments.parse(text))
			.withMessageContaining("The arguments are not");
	}

	@Test
	void argumentsAreReadAsTheyAreWritten() {
		assertThat(ToolArguments.parse(
				" {\"text\":\"a\\n\\\"\\u00e9\\\\\", \"long\":-12, \"double\":1.5e2, \"yes\":true, \"no\":false, \"none\":null,"
						+ "\"list\":[1,[],{}], \"nested\":{\"a\":{\"b\":\"c\"}}, \"big\":123456789012345678901} "))
			.satisfies((arguments) -> {
				assertThat(arguments.get("text")).isEqualTo("a\n\"é\\");
				assertThat(arguments.get("long")).isEqualTo(-12L);
				assertThat(arguments.get("double")).isEqualTo(150.0);
				assertThat(arguments.get("yes")).isEqualTo(true);
				assertThat(arguments).containsEntry("none", null);
				assertThat(arguments.get("list")).isEqualTo(List.of(1L, List.of(), Map.of()));
				assertThat(arguments.get("nested")).isEqualTo(Map.of("a", Map.of("b", "c")));
				assertThat(arguments.get("big")).isEqualTo(new java.math.BigInteger("123456789012345678901"));
			});
		assertThat(ToolArguments.parse("")).isEmpty();
		assertThatExceptionOfType(InvalidToolInputException.class)
			.isThrownBy(() -> ToolArguments.parse("[".repeat(100_000)));
	}

}
