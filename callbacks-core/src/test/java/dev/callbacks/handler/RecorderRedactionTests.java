// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ToolCall;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
		assertThat(recorded(recorder)).isEmpty();
		assertThat(recorder.roots()).isNotEmpty().allSatisfy((root) -> assertThat(dump(root)).doesNotContain(SECRET));
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

}
