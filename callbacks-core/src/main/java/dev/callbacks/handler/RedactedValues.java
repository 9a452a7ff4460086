// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.Document;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ObjectText;
import dev.callbacks.message.ToolCall;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

/**
 * Redacted copies of the values in events. A value of a type that is not known here is
 * kept if its text needs no redaction, and is replaced by its redacted text otherwise.
 *
 * @param redactor the redactor
 * @param kept the keys of the metadata of runs whose values stay as they are
 */
record RedactedValues(ContentRedactor redactor, Set<String> kept) {

	String text(String text) {
		return this.redactor.redact(text);
	}

	RunInfo run(RunInfo run) {
		Map<String, Object> metadata = map(run.metadata());
		metadata.replaceAll((key, value) -> this.kept.contains(key) ? run.metadata().getOrDefault(key, value) : value);
		return new RunInfo(run.id(), run.parentId(), run.ancestors(), run.kind(), run.name(),
				run.tags().stream().map(this::text).toList(), metadata, run.startTime());
	}

	Map<String, Object> map(Map<String, Object> values) {
		Map<String, Object> redacted = new LinkedHashMap<>();
		values.forEach((key, value) -> redacted.put(key, present(value)));
		return redacted;
	}

	@Nullable Object value(@Nullable Object value) {
		return (value != null) ? present(value) : null;
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
		if (value instanceof List<?> list) {
			List<@Nullable Object> redacted = new ArrayList<>();
			list.forEach((item) -> redacted.add(value(item)));
			return redacted;
		}
		if (value instanceof Map<?, ?> map) {
			Map<Object, @Nullable Object> redacted = new LinkedHashMap<>();
			map.forEach((key, item) -> redacted.put(key, value(item)));
			return redacted;
		}
		String text = ObjectText.of(value);
		String redacted = text(text);
		return redacted.equals(text) ? value : redacted;
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
		String message = failure.getMessage();
		return new RedactedFailure(failure, text(failure.toString()), (message != null) ? text(message) : null);
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

		private RedactedFailure(Throwable failure, String text, @Nullable String message) {
			super(message);
			this.type = RedactedValues.type(failure);
			this.text = text;
			setStackTrace(failure.getStackTrace());
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
