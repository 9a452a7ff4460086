// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.message.Usage;
import dev.callbacks.test.RecordingHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What holds for every library and every protocol: the user's answers and exceptions are
 * what they are without us, and handlers see one run with one ending.
 */
abstract class WireCompatibilityTests {

	private static final int ALL = Integer.MAX_VALUE;

	private final RecordingHandler handler = new RecordingHandler();

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private WireServer server;

	protected abstract Wire wire();

	/**
	 * The user's model.
	 * @param manager what the model is to be observed by, or {@code null}
	 */
	protected abstract UserModel model(String url, @Nullable CallbackManager manager);

	protected abstract ChatProvider provider(String url);

	@BeforeEach
	void start() throws IOException {
		this.server = new WireServer(wire());
		this.manager.add(this.handler);
	}

	@AfterEach
	void stop() throws Exception {
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		await().until(() -> this.server.open() == 0);
		this.server.close();
	}

	private UserModel observed() {
		return model(this.server.url(), this.manager);
	}

	/**
	 * What a user sees of a call: the pieces, and what it failed with.
	 */
	private static Outcome outcome(Consumer<Consumer<String>> call) {
		List<String> pieces = new ArrayList<>();
		try {
			call.accept(pieces::add);
			return new Outcome(pieces, "");
		}
		catch (RuntimeException ex) {
			return new Outcome(pieces, ex.getClass().getName() + ": " + ex.getMessage());
		}
	}

	private Outcome compare(Script script, BiConsumer<UserModel, Consumer<String>> call) {
		this.server.answers(script);
		Outcome without = outcome((pieces) -> call.accept(model(this.server.url(), null), pieces));
		assertThat(this.handler.events()).isEmpty();
		Outcome with = outcome((pieces) -> call.accept(observed(), pieces));
		assertThat(with.failure()).isEqualTo(without.failure());
		if (script.brokenAfter() < 0) {
			// how much of what was on its way is seen before a connection breaks is
			// chance
			assertThat(with.pieces()).isEqualTo(without.pieces());
		}
		await().until(() -> this.handler.events().stream().anyMatch(TerminalEvent.class::isInstance));
		return with;
	}

	private static void call(UserModel model, Consumer<String> pieces) {
		pieces.accept(model.call("Hello"));
	}

	private static void stream(UserModel model, Consumer<String> pieces) {
		model.stream("Hello", ALL, pieces);
	}

	private List<String> tokens() {
		return events(LlmNewToken.class).stream().map(LlmNewToken::token).toList();
	}

	private <T> List<T> events(Class<T> type) {
		return this.handler.events().stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * The one ending, which is the last event.
	 */
	private <T extends TerminalEvent> T ending(Class<T> type) {
		List<? extends CallbackEvent> events = this.handler.events();
		assertThat(events(TerminalEvent.class)).hasSize(1);
		assertThat(events.get(0)).isInstanceOf(ChatModelStart.class);
		assertThat(events.get(events.size() - 1)).isInstanceOf(type);
		return type.cast(events.get(events.size() - 1));
	}

	@Test
	void wholeAnswer() {
		Outcome outcome = compare(Script.tokens("Why", " not", "?"), WireCompatibilityTests::call);
		assertThat(outcome.pieces()).containsExactly("Why not?");
		LlmResult result = ending(LlmEnd.class).result();
		assertThat(result.text()).isEqualTo("Why not?");
		assertThat(result.first().usage()).isEqualTo(Usage.of(Wire.INPUT_TOKENS, 3));
		assertThat(result.first().metadata()).containsKeys("model_name", "stop_reason");
		assertThat(tokens()).isEmpty();
		assertThat(events(ChatModelStart.class).get(0).messages()).extracting(ChatMessage::text).contains("Hello");
	}

	@Test
	void streamedAnswer() {
		Outcome outcome = compare(Script.tokens("Why", " not", "?"), WireCompatibilityTests::stream);
		assertThat(String.join("", outcome.pieces())).isEqualTo("Why not?");
		LlmResult result = ending(LlmEnd.class).result();
		assertThat(tokens()).containsExactly("Why", " not", "?");
		assertThat(result.text()).isEqualTo("Why not?");
		assertThat(result.first().usage()).isEqualTo(Usage.of(Wire.INPUT_TOKENS, 3));
		assertThat(result.first().metadata()).containsKeys("model_name", "stop_reason");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 429, 500 })
	void refusal(int status) {
		Outcome outcome = compare(Script.status(status), WireCompatibilityTests::call);
		assertThat(outcome.failure()).isNotEmpty();
		assertThat(ending(LlmError.class).reason()).isEqualTo(EndReason.FAILED);
		assertThat(ending(LlmError.class).error()).isNotInstanceOf(CompletionException.class);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 429, 500 })
	void refusalOfAStream(int status) {
		Outcome outcome = compare(Script.status(status), WireCompatibilityTests::stream);
		assertThat(outcome.failure()).isNotEmpty();
		assertThat(ending(LlmError.class).reason()).isEqualTo(EndReason.FAILED);
		assertThat(ending(LlmError.class).error()).isNotInstanceOf(CompletionException.class);
		assertThat(tokens()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Script.Fault.class)
	void streamThatBreaks(Script.Fault fault) {
		Script script = Script.tokens("a", "b", "c", "d", "e", "f").brokenAfter(4, fault);
		Outcome outcome = compare(script, WireCompatibilityTests::stream);
		// what the library itself makes of it decides
		if (outcome.failure().isEmpty()) {
			ending(LlmEnd.class);
		}
		else {
			assertThat(ending(LlmError.class).partial().text()).isEqualTo(String.join("", tokens()));
		}
		assertThat(outcome.pieces()).startsWith(tokens().toArray(String[]::new));
		assertThat("abcdef").startsWith(String.join("", tokens()));
	}

	@Test
	void emptyAnswer() {
		compare(Script.tokens(0), WireCompatibilityTests::stream);
		assertThat(ending(LlmEnd.class).result().text()).isEmpty();
		assertThat(tokens()).isEmpty();
	}

	@Test
	void longStream() {
		Outcome outcome = compare(Script.tokens(1_600), WireCompatibilityTests::stream);
		assertThat(tokens()).isEqualTo(Script.tokens(1_600).tokens());
		assertThat(String.join("", outcome.pieces())).isEqualTo(Script.tokens(1_600).text());
		ending(LlmEnd.class);
	}

	@Test
	void streamThatIsClosedEarlyClosesTheConnection() {
		this.server.answers(Script.tokens(2_000).slow(10));
		List<String> pieces = new ArrayList<>();
		observed().stream("Hello", 3, pieces::add);
		assertThat(pieces).containsExactly(" t0", " t1", " t2");
		await().atMost(Duration.ofSeconds(20)).until(() -> this.server.gone() == 1);
		await().until(() -> !events(LlmError.class).isEmpty());
		LlmError error = ending(LlmError.class);
		assertThat(error.reason()).isEqualTo(EndReason.CLOSED);
		assertThat(error.partial().text()).isEqualTo(" t0 t1 t2");
		assertThat(tokens()).containsExactly(" t0", " t1", " t2");
	}

	@Test
	void toolsThatTheModelAsksForAreInTheResult() {
		Script.Call one = new Script.Call("call_1", "weather", "{\"city\":\"Rome\"}");
		Script.Call other = new Script.Call("call_2", "time", "{}");
		compare(Script.calls(one, other), WireCompatibilityTests::stream);
		assertThat(ending(LlmEnd.class).result().first().message().toolCalls()).extracting(ToolCall::id, ToolCall::name)
			.containsExactly(tuple("call_1", "weather"), tuple("call_2", "time"));
	}

	@Test
	void sixtyStreamsAtOnce() throws Exception {
		this.server.answers(Script.tokens(64));
		UserModel model = observed();
		ExecutorService threads = Executors.newFixedThreadPool(60);
		List<Future<String>> answers = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			answers.add(threads.submit(() -> {
				StringBuilder text = new StringBuilder();
				model.stream("Hello", ALL, text::append);
				return text.toString();
			}));
		}
		for (Future<String> answer : answers) {
			assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(Script.tokens(64).text());
		}
		threads.shutdown();
		assertThat(this.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		assertThat(events(LlmEnd.class)).hasSize(60)
			.allSatisfy((end) -> assertThat(end.result().text()).isEqualTo(Script.tokens(64).text()));
		assertThat(events(LlmNewToken.class)).hasSize(60 * 64);
	}

	@Test
	void ourModelAsksThisOne() throws Exception {
		this.server.answers(Script.tokens("Why", " not", "?"));
		CallbackChatModel model = new CallbackChatModel(this.manager, provider(this.server.url()));
		assertThat(model.call("Hello").text()).isEqualTo("Why not?");
		List<ChatChunk> chunks = model.stream("Hello").collectList().block(Duration.ofSeconds(20));
		assertThat(chunks).extracting(ChatChunk::text).containsExactly("Why", " not", "?", "");
		assertThat(chunks.get(3).usage()).isEqualTo(Usage.of(Wire.INPUT_TOKENS, 3));
		assertThat(events(LlmEnd.class)).hasSize(2)
			.allSatisfy((end) -> assertThat(end.result().first().usage()).isEqualTo(Usage.of(Wire.INPUT_TOKENS, 3)));
		this.server.answers(Script.status(400));
		assertThatThrownBy(() -> model.call("Hello")).isNotInstanceOf(CompletionException.class);
		assertThat(events(LlmError.class)).hasSize(1);
	}

	@Test
	void ourModelHandsOnOptionsToolsAndConversations() {
		Script.Call call = new Script.Call("call_1", "weather", "{\"city\":\"Rome\"}");
		this.server.answers(Script.calls(call), Script.tokens("Sunny"));
		CallbackChatModel model = new CallbackChatModel(this.manager, provider(this.server.url()));
		ToolDefinition tool = new ToolDefinition("weather", "Tells the weather",
				"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"description\":\"The city\"}},\"required\":[\"city\"]}");
		ChatOptions options = ChatOptions.none()
			.withModel("other-model")
			.withTemperature(0.5)
			.withMaxTokens(99)
			.withTools(List.of(tool));
		ChatRequest first = ChatRequest.of(ChatMessage.system("Be brief"), ChatMessage.user("Weather?"))
			.withOptions(options);
		ChatMessage asked = model.call(first).first().message();
		assertThat(asked.toolCalls()).singleElement().satisfies((its) -> {
			assertThat(its.id()).isEqualTo("call_1");
			assertThat(its.name()).isEqualTo("weather");
			assertThat(its.arguments()).isEqualToIgnoringWhitespace("{\"city\":\"Rome\"}");
		});
		assertThat(this.server.requests().get(0)).contains("other-model", "0.5", "99", "Be brief", "Weather?",
				"weather", "Tells the weather", "The city");
		LlmResult answer = model.call(
				ChatRequest
					.of(ChatMessage.system("Be brief"), ChatMessage.user("Weather?"), asked,
							ChatMessage.tool("call_1", "25 degrees"))
					.withOptions(options));
		assertThat(answer.text()).isEqualTo("Sunny");
		assertThat(this.server.requests().get(1)).contains("call_1", "Rome", "25 degrees");
	}

	@Test
	void ourStreamThatIsClosedEarlyClosesTheConnection() {
		this.server.answers(Script.tokens(2_000).slow(10));
		CallbackChatModel model = new CallbackChatModel(this.manager, provider(this.server.url()));
		assertThat(model.stream("Hello").take(3).collectList().block(Duration.ofSeconds(20))).hasSize(3);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.server.gone() == 1);
		await().until(() -> !events(LlmError.class).isEmpty());
		assertThat(ending(LlmError.class).reason()).isEqualTo(EndReason.CLOSED);
		assertThat(ending(LlmError.class).partial().text()).isEqualTo(" t0 t1 t2");
	}

	@Test
	void wholeAnswerOfOursThatIsCancelledIsWaitedForByNobody() {
		this.server.answers(Script.tokens("late").slow(1_000));
		CallbackChatModel model = new CallbackChatModel(this.manager, provider(this.server.url()));
		CompletableFuture<LlmResult> answer = model.callAsync("Hello");
		await().until(() -> this.server.requests().size() == 1);
		answer.cancel(true);
		await().until(() -> !events(LlmError.class).isEmpty());
		assertThat(ending(LlmError.class).reason()).isEqualTo(EndReason.CANCELLED);
	}

	private record Outcome(List<String> pieces, String failure) {

	}

}
