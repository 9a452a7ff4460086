// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.BatchResult;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.Generation;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Everything that a recorder keeps passes the redactor.
 */
class RecorderRedactionTests {

	private static final String SECRET = RedactionTests.SECRET;

	private static List<CallbackEvent> recorded(RunRecorder recorder) throws Exception {
		try (TestEngine engine = new TestEngine().with(recorder)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder()
						.answer(EmbeddedAnswer.tokens("it is wxyz", "-qr", "st, ", "I think, ", "or is it"))
						.answer(EmbeddedAnswer.toolCalls(new ToolCall("1", "search", "{\"id\": \"" + SECRET + "\"}")))
						.build());
			engine.manager.chain("all")
				.tags("tag " + SECRET)
				.metadata("secret", SECRET)
				.inputs(Map.of("text", SECRET, "list", List.of(1, SECRET), "map", Map.of("a", SECRET), "other",
						new StringBuilder(SECRET)))
				.run(() -> everything(engine, model));
			assertThatIllegalStateException().isThrownBy(() -> engine.manager.chain("broken").call(() -> {
				throw new IllegalStateException("no " + SECRET, new IllegalArgumentException(SECRET));
			}));
		}
		return recorder.roots()
			.stream()
			.flatMap((root) -> root.tree().stream())
			.flatMap((run) -> run.events().stream())
			.toList();
	}

	private static void everything(TestEngine engine, CallbackChatModel model) {
		model.call(new ChatRequest(List.of(ChatMessage.system(SECRET), ChatMessage.user(SECRET)),
				ChatRequest.of("").options())
			.streaming());
		model.stream("What is " + SECRET + "?").blockLast();
		model.complete("Is it " + SECRET + "?");
		engine.manager.tool("tool").input(Map.of("id", SECRET)).call(() -> "found " + SECRET);
		engine.manager.retriever("docs").input(SECRET).call(() -> List.of("document " + SECRET));
		Run run = Run.current();
		run.emit("progress", Map.of("secret", SECRET));
		run.emitText(SECRET);
		run.emitRetry(2, Duration.ofMillis(5), new IllegalStateException(SECRET));
		run.emitAction("tool", SECRET, "thought of " + SECRET);
		run.emitFinish(SECRET, "thought of " + SECRET);
	}

	/**
	 * Writes everything that a value holds.
	 */
	private static String dump(@Nullable Object value) throws Exception {
		if (value instanceof Record) {
			StringBuilder all = new StringBuilder();
			for (RecordComponent component : value.getClass().getRecordComponents()) {
				component.getAccessor().setAccessible(true);
				all.append(component.getName())
					.append('=')
					.append(dump(component.getAccessor().invoke(value)))
					.append(' ');
			}
			return all.toString();
		}
		if (value instanceof Object[] items) {
			return dump(List.of(items));
		}
		if (value instanceof Iterable<?> items) {
			StringBuilder all = new StringBuilder();
			for (Object item : items) {
				all.append(dump(item)).append(' ');
			}
			return all.toString();
		}
		if (value instanceof Map<?, ?> map) {
			return dump(map.keySet()) + dump(map.values());
		}
		if (value instanceof Throwable failure) {
			StringWriter text = new StringWriter();
			failure.printStackTrace(new PrintWriter(text));
			return text.toString();
		}
		return String.valueOf(value);
	}

	@Test
	void nothingIsRedactedWithoutARedactor() throws Exception {
		assertThat(dump(recorded(new RunRecorder()))).contains(SECRET);
	}

	@Test
	void noEventHoldsASecret() throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(RedactionTests.REDACTOR);
		List<CallbackEvent> events = recorded(recorder);
		assertThat(dump(events)).doesNotContain(SECRET).contains("***");
		assertThat(recorder.roots()).allSatisfy((root) -> assertThat(dump(root)).doesNotContain(SECRET));
	}

	@Test
	void eventsKeepWhatIsNoSecret() throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(RedactionTests.REDACTOR);
		List<CallbackEvent> events = recorded(recorder);
		assertThat(events).filteredOn(ChatModelStart.class::isInstance)
			.first()
			.satisfies((start) -> assertThat(((ChatModelStart) start).messages()).extracting(ChatMessage::text)
				.containsExactly("***", "***"));
		assertThat(events).filteredOn(LlmEnd.class::isInstance)
			.first()
			.satisfies((end) -> assertThat(((LlmEnd) end).result().text()).isEqualTo("it is ***, I think, or is it"));
		assertThat(events.stream().filter(LlmNewToken.class::isInstance).map((token) -> ((LlmNewToken) token).token()))
			.as("the tokens of the first answer, as far as they have come")
			.containsSequence("***, I");
		assertThat(events).filteredOn(ChainError.class::isInstance)
			.first()
			.satisfies((error) -> assertThat(((ChainError) error).error())
				.hasToString("java.lang.IllegalStateException: no ***"));
		assertThat(recorder.roots().get(0).ending())
			.satisfies((ending) -> assertThat(ending.errorType()).isEqualTo(IllegalStateException.class.getName()));
	}

	@Test
	void withoutContentThereIsNoneInMetadata() throws Exception {
		RunRecorder recorder = new RunRecorder().withoutContent();
		recorder.redactBy(RedactionTests.REDACTOR);
		RunRecorder later = new RunRecorder();
		later.redactBy(RedactionTests.REDACTOR);
		later = later.withoutContent();
		assertThat(recorded(later)).isEmpty();
		assertThat(dump(later.roots())).doesNotContain(SECRET);
		assertThat(recorded(recorder)).isEmpty();
		assertThat(recorder.roots()).isNotEmpty().allSatisfy((root) -> assertThat(dump(root)).doesNotContain(SECRET));
	}

	static Stream<Object> holders() {
		return Stream.of(Map.of(SECRET, 1), Map.of("map", Map.of(SECRET, 1)), new String[] { "a", SECRET },
				List.of(Set.of(SECRET)), ChatRequest.of(SECRET), List.of(ChatChunk.of(SECRET)),
				new ToolCall("1", "search", SECRET), new ContentPart.Text(SECRET),
				new Generation(ChatMessage.assistant(SECRET), Map.of(), null), new BatchResult<>(SECRET, null),
				new Envelope(SECRET));
	}

	@ParameterizedTest
	@MethodSource("holders")
	void noValueHoldsASecretThatItsTextDoesNotShow(Object holder) throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(RedactionTests.REDACTOR);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			engine.manager.tool("tool").inputs(Map.of(SECRET, holder)).metadata(SECRET, 1).call(() -> holder);
		}
		assertThat(dump(recorder.roots())).doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, -2 })
	void argumentsOfToolsAreNotMixedWithText(int index) throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(RedactionTests.REDACTOR);
		String arguments = "{\"query\": \"of a tool\"}";
		ChatChunk chunk = new ChatChunk("the text of the answer", "the reasoning before it",
				List.of(new ToolCallDelta(index, "1", "search", arguments)), null, Map.of(), false);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			new CallbackChatModel(engine.manager, TestProvider.of(() -> Flux.just(chunk))).stream("").blockLast();
		}
		LlmNewToken token = (LlmNewToken) recorder.roots().get(0).events().get(1);
		assertThat(arguments).startsWith(token.chunk().toolCalls().get(0).arguments());
	}

	@Test
	void tokensAreHiddenIfTheLongestMatchIsNotKnown() throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(RedactionTests.withoutLongestMatch());
		List<CallbackEvent> events = recorded(recorder);
		assertThat(dump(events)).doesNotContain(SECRET);
		assertThat(events).filteredOn(LlmNewToken.class::isInstance)
			.isNotEmpty()
			.allSatisfy((token) -> assertThat(((LlmNewToken) token).token()).isEmpty());
	}

	@Test
	void aRedactorThatFailsShowsNothing() throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(new ContentRedactor() {

			@Override
			public String redact(String text) {
				throw new IllegalStateException("failed");
			}

			@Override
			public int longestMatch() {
				return 1;
			}

		});
		assertThat(dump(recorded(recorder))).doesNotContain(SECRET);
	}

	/**
	 * What its text does not show.
	 */
	private record Envelope(String letter) {

		@Override
		public String toString() {
			return "Envelope";
		}

	}

}
