// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.ConsoleTreeHandler;
import dev.callbacks.handler.JsonLinesHandler;
import dev.callbacks.handler.ReplayRing;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import dev.callbacks.step.Tool;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Input that is refused, by a typed error and before anything starts.
 */
class RefusedInputTests {

	@Test
	void configurationsAreRefused() {
		Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
		calls.put("tags", () -> RunConfig.empty().tags((String[]) null));
		calls.put("a tag", () -> RunConfig.empty().tags((String) null));
		calls.put("local tags", () -> RunConfig.empty().localTags((String[]) null));
		calls.put("a value", () -> RunConfig.empty().metadata("k", null));
		calls.put("a key", () -> RunConfig.empty().metadata(null, "v"));
		calls.put("metadata", () -> RunConfig.empty().metadata(null));
		calls.put("local value", () -> RunConfig.empty().localMetadata("k", null));
		calls.put("timeout", () -> RunConfig.empty().timeout(null));
		calls.put("id", () -> RunConfig.empty().runId(null));
		calls.put("name", () -> RunConfig.empty().runName(" "));
		calls.put("merge", () -> RunConfig.empty().merge(null));
		calls.put("handler", () -> RunConfig.handlers((Handler) null));
		calls.put("handlers", () -> RunConfig.handlers((List<Handler>) null));
		calls.put("policy", () -> RetryPolicy.maxAttempts(2).on(null));
		calls.put("delay", () -> RetryPolicy.maxAttempts(2).backoff(null, null));
		assertThatAllAreRefused(calls);
	}

	@Test
	void runsAreRefused() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			RunSpec chain = engine.manager.chain("chain");
			Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
			calls.put("name", () -> engine.manager.chain(null));
			calls.put("kind", () -> engine.manager.run(RunKind.CHAT_MODEL, "model"));
			calls.put("config", () -> chain.with(null));
			calls.put("inputs", () -> chain.inputs(null));
			calls.put("text", () -> chain.inputText(null));
			calls.put("description", () -> chain.description(null));
			calls.put("view", () -> chain.output(null));
			calls.put("local handlers", () -> chain.localHandlers(null));
			calls.put("body", () -> chain.call(null));
			calls.put("runnable", () -> chain.run(null));
			calls.put("stage", () -> chain.callAsync(null));
			calls.put("submit", () -> chain.submit(null));
			calls.put("stream", () -> chain.stream(null));
			calls.put("mono", () -> chain.mono(null));
			calls.put("opened without a kind", () -> engine.manager.open(null, "name", Map.of()));
			calls.put("opened without a name", () -> engine.manager.open(RunKind.CHAIN, null, Map.of()));
			calls.put("opened without a request", () -> engine.manager.open(RunKind.CHAIN, "name", null));
			calls.put("opened with a wrong request", () -> engine.manager.open(RunKind.CHAT_MODEL, "name", "text"));
			calls.put("opened with a plan",
					() -> engine.manager.open(RunKind.CHAIN, "name", (Object) RunPlan.inputs(Map.of())));
			calls.put("add", () -> engine.manager.add(null));
			calls.put("remove", () -> engine.manager.remove(null));
			calls.put("timeout of a wait", () -> engine.manager.awaitIdle(null));
			calls.put("timeout of a stop", () -> engine.manager.stop(null));
			assertThatAllAreRefused(calls);
		}
	}

	@Test
	void signalsOfADriverAreRefusedAndTheRunGoesOn() throws Exception {
		Recording.Blocking recording = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(recording)) {
			DrivenRun run = engine.manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
			Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
			calls.put("error", () -> run.error(null));
			calls.put("error with a reason", () -> run.error(null, EndReason.FAILED));
			calls.put("reason of an error", () -> run.error(new IllegalStateException("model"), null));
			calls.put("reason of a cancellation", () -> run.cancel(null));
			calls.put("token", () -> run.token(null));
			calls.put("part", () -> run.fold(null));
			calls.put("result", () -> run.end("text"));
			calls.put("name of an event", () -> run.emit(null, "data"));
			calls.put("reported text", () -> run.emitText(null));
			calls.put("delay of a retry", () -> run.emitRetry(1, null, new IllegalStateException("model")));
			calls.put("error before a retry", () -> run.emitRetry(1, Duration.ZERO, null));
			calls.put("tool of an action", () -> run.emitAction(null, "input", "log"));
			calls.put("log of an action", () -> run.emitAction("tool", "input", null));
			calls.put("log of an agent's end", () -> run.emitFinish("output", null));
			assertThatAllAreRefused(calls);
			run.token(ChatChunk.of("a"));
			run.end(null).toCompletableFuture().get(20, TimeUnit.SECONDS);
			assertThat(recording.names()).containsExactly("ChatModelStart", "token:a", "LlmEnd");
		}
	}

	@Test
	void enginesAreRefused() {
		Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
		calls.put("executor", () -> CallbackDispatcher.builder().executor(null, 1));
		calls.put("workers", () -> CallbackDispatcher.builder().executor(Runnable::run, 0));
		calls.put("resize", () -> CallbackDispatcher.builder().resize(null));
		calls.put("work", () -> CallbackDispatcher.builder().work(null));
		calls.put("observer", () -> CallbackDispatcher.builder().observer(null));
		calls.put("prefix", () -> CallbackDispatcher.builder().workThreadNamePrefix(null));
		calls.put("window", () -> CallbackDispatcher.builder().window(-1));
		calls.put("timeout", () -> CallbackDispatcher.builder().handlerTimeout(null));
		calls.put("negative timeout", () -> CallbackDispatcher.builder().handlerTimeout(Duration.ofMillis(-1)));
		calls.put("timeout of no time", () -> CallbackDispatcher.builder().handlerTimeout(Duration.ZERO));
		calls.put("listener", () -> CallbackDispatcher.builder().listener(null));
		assertThatAllAreRefused(calls);
	}

	@Test
	void timesWithoutEndAreAccepted() throws Exception {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		try (TestEngine engine = new TestEngine()
			.with(new Recording.Blocking(HandlerSettings.none().withTimeout(forever)))) {
			assertThat(engine.manager.chain("chain").timeout(forever).call(() -> "output")).isEqualTo("output");
			AtomicInteger attempts = new AtomicInteger();
			Step<String, String> step = new Steps(engine.manager).lambda("step", (String input) -> {
				if (attempts.incrementAndGet() == 1) {
					throw new IllegalStateException("first");
				}
				return input;
			});
			RetryPolicy policy = RetryPolicy.maxAttempts(2).backoff(Duration.ofMillis(1), forever);
			assertThat(step.withRetry(policy).call("input")).isEqualTo("input");
			assertThat(policy.backoff(forever, forever).jitter(0).delayBefore(2))
				.isGreaterThan(Duration.ofDays(36_500));
			assertThat(engine.manager.awaitIdle(forever)).isTrue();
		}
	}

	@Test
	void modelsAndStepsAreRefused() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().build());
			Steps steps = new Steps(engine.manager);
			Step<String, String> step = steps.lambda("step", (input) -> input);
			Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
			calls.put("manager", () -> new CallbackChatModel(null, EmbeddedChatProvider.builder().build()));
			calls.put("provider", () -> new CallbackChatModel(engine.manager, null));
			calls.put("config", () -> model.with(null));
			calls.put("options", () -> model.withOptions(null));
			calls.put("retry", () -> model.withRetry(null));
			calls.put("events", () -> model.events((ChatRequest) null));
			calls.put("function", () -> steps.lambda("step", null));
			calls.put("step name", () -> steps.lambda(null, (input) -> input));
			calls.put("model", () -> steps.model(null));
			calls.put("tool", () -> steps.tool(null));
			calls.put("branches", () -> steps.parallel(null));
			calls.put("next", () -> step.then(null));
			calls.put("policy", () -> step.withRetry(null));
			calls.put("fallback", () -> step.withFallbacks((Step<String, String>) null));
			calls.put("inputs", () -> step.batch(null));
			calls.put("an input", () -> step.batch(Arrays.asList("a", null)));
			calls.put("batch config", () -> step.batch(List.of("a"), null));
			calls.put("call config", () -> step.call("a", null));
			calls.put("input", () -> step.call(null));
			calls.put("input of a future", () -> step.callAsync(null));
			calls.put("input of a stream", () -> step.stream(null));
			calls.put("input of a Mono", () -> step.mono(null));
			calls.put("input of events", () -> step.events(null));
			calls.put("pieces", () -> step.transform(null, RunConfig.empty()));
			calls.put("a name of events", () -> model.events("Hello").names("a", null));
			calls.put("a kind of events", () -> model.events("Hello").kinds((RunKind) null));
			calls.put("a tag of events", () -> model.events("Hello").tags((String) null));
			calls.put("a group", () -> HandlerSettings.none().withIgnore((EventGroup) null));
			assertThatAllAreRefused(calls);
		}
	}

	@Test
	void providerWithoutANameIsToldFromARunWithoutOne() throws Exception {
		ChatProvider nameless = new ChatProvider() {

			@Override
			public String name() {
				return null;
			}

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				return Flux.just(ChatChunk.of("Why?"));
			}

		};
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, nameless);
			assertThatThrownBy(() -> model.call("Hello")).isInstanceOf(InvalidRequestException.class)
				.hasMessage("The name of the provider must not be null");
			assertThatThrownBy(() -> model.stream("Hello").blockLast()).isInstanceOf(InvalidRequestException.class)
				.hasMessage("The name of the provider must not be null");
		}
	}

	@Test
	void batchWithoutOneOfItsInputsIsRefusedBeforeAnyIsUsed() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		try (TestEngine engine = new TestEngine()) {
			Step<String, Integer> step = new Steps(engine.manager).lambda("step", (input) -> calls.incrementAndGet());
			assertThatThrownBy(() -> step.batch(Arrays.asList("a", null))).isInstanceOf(InvalidRequestException.class);
			assertThat(calls).hasValue(0);
		}
	}

	@Test
	void toolsAgentsAndPromptsAreRefused() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().build());
			Steps steps = new Steps(engine.manager);
			ToolDefinition definition = new ToolDefinition("tool", "", "{}");
			Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
			calls.put("definition", () -> Tool.of(null, (arguments) -> "output"));
			calls.put("name", () -> Tool.of(new ToolDefinition(" ", "", "{}"), (arguments) -> "output"));
			calls.put("function", () -> Tool.of(definition, null));
			calls.put("async function", () -> Tool.ofAsync(definition, null));
			calls.put("answer to failures", () -> Tool.of(definition, (arguments) -> "output").answeringFailures(null));
			calls.put("agent's name", () -> steps.agent(" ", model));
			calls.put("agent's model", () -> steps.agent("agent", null));
			calls.put("agent's tools", () -> steps.agent("agent", model).tools((List<Tool>) null));
			calls.put("agent's tool", () -> steps.agent("agent", model).tools((Tool) null));
			calls.put("prompt", () -> steps.prompt((String) null));
			calls.put("messages", () -> steps.prompt((ChatMessage) null));
			calls.put("branch", () -> steps.parallel(Collections.singletonMap("a", null)));
			calls.put("delay", () -> EmbeddedChatProvider.builder().delay(null));
			calls.put("answer", () -> EmbeddedChatProvider.answering(null));
			calls.put("answers", () -> EmbeddedChatProvider.builder().answer((EmbeddedAnswer) null));
			calls.put("failure", () -> EmbeddedAnswer.failure(null));
			calls.put("script", () -> EmbeddedChatProvider.builder().script(null));
			calls.put("model's name", () -> EmbeddedChatProvider.builder().model(null));
			calls.put("stop reason", () -> EmbeddedChatProvider.builder().stopReason(null));
			calls.put("tokens", () -> EmbeddedAnswer.tokens((String[]) null));
			calls.put("token", () -> EmbeddedAnswer.tokens((String) null));
			calls.put("tool call", () -> EmbeddedAnswer.toolCalls((ToolCall) null));
			assertThatAllAreRefused(calls);
		}
	}

	@Test
	void handlersWithoutAnOutputAreRefused() {
		Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
		calls.put("output", () -> ConsoleTreeHandler.to(null));
		calls.put("path", () -> JsonLinesHandler.appendTo(null));
		calls.put("path with content", () -> JsonLinesHandler.withContentTo(null));
		calls.put("item", () -> new ReplayRing<String>(1, 1).append(null));
		assertThatAllAreRefused(calls);
	}

	@Test
	void timeoutOfAHandlersAnnotationIsRefusedWithItsClass() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThatThrownBy(() -> engine.manager.add(new FiveSeconds())).isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining(FiveSeconds.class.getName())
				.hasMessageContaining("'5s'")
				.hasMessageContaining("PT5S");
		}
	}

	@CallbackSettings(timeout = "5s")
	private static final class FiveSeconds implements CallbackHandler {

	}

	private static void assertThatAllAreRefused(Map<String, ThrowingCallable> calls) {
		assertThat(calls).isNotEmpty();
		assertThat(calls)
			.allSatisfy((what, call) -> assertThatThrownBy(call).as(what).isInstanceOf(InvalidRequestException.class));
	}

}
