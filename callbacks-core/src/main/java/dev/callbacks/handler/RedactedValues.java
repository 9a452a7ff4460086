// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.call.Failures;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.Document;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ObjectText;
import dev.callbacks.message.ToolCall;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

/**
 * Redacted copies of the values in events. A value of a type that is not known here is
 * replaced by its redacted text, since nobody knows what else it holds.
 *
 * @param redactor the redactor
 * @param kept the keys of the metadata of runs whose values stay as they are
 */
record RedactedValues(ContentRedactor redactor, Set<String> kept) {

	private static final String NOT_SHOWN = "(redaction failed)";

	String text(String text) {
		return this.redactor.redact(text);
	}

	RunInfo run(RunInfo run) {
		Map<String, Object> metadata = map(run.metadata());
		run.metadata().forEach((key, value) -> {
			if (this.kept.contains(key)) {
				metadata.put(key, value);
			}
		});
		return new RunInfo(run.id(), run.parentId(), run.ancestors(), run.kind(), run.name(),
				run.tags().stream().map(this::text).toList(), metadata, run.startTime());
	}

	Map<String, Object> map(Map<String, Object> values) {
		Map<String, Object> redacted = new LinkedHashMap<>();
		values.forEach((key, value) -> redacted.put(text(key), readable(value)));
		return redacted;
	}

	@Nullable Object value(@Nullable Object value) {
		return (value != null) ? readable(value) : null;
	}

	/**
	 * The redacted copy of a value, or a text if that cannot be read, such as a list that
	 * holds itself. What holds the value is not lost with it.
	 */
	private Object readable(Object value) {
		try {
			return present(value);
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return NOT_SHOWN;
		}
	}

	private @Nullable Object item(@Nullable Object item) {
		return (item != null) ? present(item) : null;
	}

	private Object present(Object value) {
		if (value instanceof LlmResult result) {
			return result(result);
		}
		if (value instanceof ChatMessage message) {
			return message(message);
		}
		if (value instanceof Document document) {
			return document(document);
		}
		if (value instanceof ChatRequest request) {
			return new ChatRequest(messages(request.messages()), request.options());
		}
		if (value instanceof Collection<?> items) {
			List<@Nullable Object> redacted = new ArrayList<>();
			items.forEach((item) -> redacted.add(item(item)));
			return redacted;
		}
		if (value instanceof Object[] items) {
			return present(Arrays.asList(items));
		}
		if (value instanceof Map<?, ?> map) {
			Map<@Nullable Object, @Nullable Object> redacted = new LinkedHashMap<>();
			map.forEach((key, item) -> redacted.put(item(key), item(item)));
			return redacted;
		}
		String text = ObjectText.of(value);
		String redacted = text(text);
		return (isPlain(value) && redacted.equals(text)) ? value : redacted;
	}

	/**
	 * Whether the text of a value is all that it holds.
	 */
	private static boolean isPlain(Object value) {
		return value instanceof Number || value instanceof Boolean || value instanceof Enum<?> || value instanceof UUID
				|| value instanceof TemporalAccessor || value instanceof TemporalAmount
				|| value instanceof EmbeddingResult;
	}

	List<ChatMessage> messages(List<ChatMessage> messages) {
		return messages.stream().map(this::message).toList();
	}

	private ChatMessage message(ChatMessage message) {
		return new ChatMessage(message.id(), message.role(), message.parts().stream().map(this::part).toList(),
				message.toolCalls().stream().map(this::call).toList(), message.toolCallId());
	}

	private ContentPart part(ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			return new ContentPart.Text(text(text.text()));
		}
		return (part instanceof ContentPart.Media media) ? new ContentPart.Media(media.mimeType(), text(media.uri()))
				: part;
	}

	private ToolCall call(ToolCall call) {
		return new ToolCall(call.id(), call.name(), text(call.arguments()));
	}

	List<Document> documents(List<Document> documents) {
		return documents.stream().map(this::document).toList();
	}

	private Document document(Document document) {
		return new Document(document.id(), text(document.text()), map(document.metadata()));
	}

	LlmResult result(LlmResult result) {
		return new LlmResult(result.generations()
			.stream()
			.map((candidates) -> candidates.stream().map(this::generation).toList())
			.toList(), map(result.llmOutput()), result.run());
	}

	private Generation generation(Generation generation) {
		return new Generation(message(generation.message()), map(generation.metadata()), generation.usage());
	}

	Throwable failure(Throwable failure) {
		try {
			String message = failure.getMessage();
			return new RedactedFailure(failure, text(failure.toString()), (message != null) ? text(message) : null,
					failure.getStackTrace());
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return new RedactedFailure(failure, text(ObjectText.of(failure)), null, new StackTraceElement[0]);
		}
	}

	/**
	 * Returns the class of a failure, or of the one that it stands for.
	 */
	static Class<?> type(Throwable failure) {
		return (failure instanceof RedactedFailure redacted) ? redacted.type : failure.getClass();
	}

	/**
	 * A failure in place of another one, with its redacted text and its stack trace.
	 */
	private static final class RedactedFailure extends RuntimeException {

		private final Class<?> type;

		private final String text;

		private RedactedFailure(Throwable failure, String text, @Nullable String message, StackTraceElement[] trace) {
			super(message);
			this.type = RedactedValues.type(failure);
			this.text = text;
			setStackTrace(trace);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
