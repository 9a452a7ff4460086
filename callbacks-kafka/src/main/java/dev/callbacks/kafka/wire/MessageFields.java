// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.Document;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.Role;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The fields of messages, answers and documents.
 */
final class MessageFields {

	private MessageFields() {
	}

	static Map<String, Object> of(ChatMessage message) {
		return new Fields.Writer().put("id", message.id())
			.put("role", message.role().name())
			.put("parts", message.parts().stream().map(MessageFields::part).toList())
			.put("toolCalls", message.toolCalls().stream().map(MessageFields::toolCall).toList())
			.put("toolCallId", message.toolCallId())
			.fields();
	}

	static ChatMessage message(Fields fields) {
		return new ChatMessage(fields.textOrNull("id"), fields.constant("role", Role.class),
				WireValues.list(fields.get("parts"), MessageFields::part),
				WireValues.list(fields.get("toolCalls"), MessageFields::toolCall), fields.textOrNull("toolCallId"));
	}

	private static Map<String, Object> part(ContentPart part) {
		Fields.Writer fields = new Fields.Writer();
		if (part instanceof ContentPart.Media media) {
			return fields.put("mimeType", media.mimeType()).put("uri", media.uri()).fields();
		}
		return fields.put("text", ((ContentPart.Text) part).text()).fields();
	}

	private static ContentPart part(Fields fields) {
		return (fields.get("uri") != null) ? new ContentPart.Media(fields.text("mimeType"), fields.text("uri"))
				: new ContentPart.Text(fields.text("text"));
	}

	private static Map<String, Object> toolCall(ToolCall call) {
		return new Fields.Writer().put("id", call.id())
			.put("name", call.name())
			.put("arguments", call.arguments())
			.fields();
	}

	private static ToolCall toolCall(Fields fields) {
		return new ToolCall(fields.text("id"), fields.text("name"), fields.text("arguments"));
	}

	static Map<String, Object> of(ChatOptions options, boolean content) {
		return new Fields.Writer().put("model", options.model())
			.put("temperature", options.temperature())
			.put("maxTokens", options.maxTokens())
			.put("stop", content ? options.stop() : List.of())
			.fields();
	}

	static ChatOptions options(Fields fields) {
		long maxTokens = fields.number("maxTokens", 0);
		return new ChatOptions(fields.textOrNull("model"), fields.decimal("temperature"),
				(maxTokens > 0) ? (int) maxTokens : null, fields.texts("stop"), null, List.of());
	}

	static Map<String, Object> of(Document document, UnaryOperator<Map<String, Object>> metadata) {
		return new Fields.Writer().put("id", document.id())
			.put("text", document.text())
			.put("metadata", metadata.apply(document.metadata()))
			.fields();
	}

	static List<Map<String, Object>> of(List<Document> documents) {
		return documents.stream().map((document) -> of(document, WireValues::plain)).toList();
	}

	static Document document(Fields fields) {
		return new Document(fields.textOrNull("id"), fields.text("text"), fields.mapWithoutNulls("metadata"));
	}

	/**
	 * Returns the fields of an answer. Without content there are its usage and what
	 * identifies the model.
	 */
	static Map<String, Object> of(LlmResult result, boolean content) {
		return new Fields.Writer()
			.put("generations",
					result.generations()
						.stream()
						.map((candidates) -> candidates.stream().map((one) -> of(one, content)).toList())
						.toList())
			.put("llmOutput", metadata(result.llmOutput(), content))
			.put("run", result.run().stream().map(UUID::toString).toList())
			.fields();
	}

	static LlmResult result(Fields fields) {
		List<List<Generation>> generations = (fields.get("generations") instanceof List<?> list)
				? list.stream().map((candidates) -> WireValues.list(candidates, MessageFields::generation)).toList()
				: List.of();
		return new LlmResult(generations, fields.mapWithoutNulls("llmOutput"),
				fields.texts("run").stream().map(UUID::fromString).toList());
	}

	private static Map<String, Object> of(Generation generation, boolean content) {
		ChatMessage message = content ? generation.message()
				: new ChatMessage(generation.message().id(), generation.message().role(), List.of(), List.of(), null);
		return new Fields.Writer().put("message", of(message))
			.put("metadata", metadata(generation.metadata(), content))
			.put("usage", of(generation.usage()))
			.fields();
	}

	private static Generation generation(Fields fields) {
		return new Generation(message(fields.object("message")), fields.mapWithoutNulls("metadata"),
				usage(fields.get("usage")));
	}

	private static Map<String, Object> metadata(Map<String, Object> metadata, boolean content) {
		if (content) {
			return WireValues.plain(metadata);
		}
		Fields.Writer known = new Fields.Writer();
		List.of("model_name", "id", "finish_reason", "stop_reason")
			.forEach((name) -> known.put(name, (metadata.get(name) instanceof String text) ? text : null));
		return known.fields();
	}

	static @Nullable Map<String, Object> of(@Nullable Usage usage) {
		return (usage == null) ? null
				: new Fields.Writer().put("input", usage.inputTokens())
					.put("output", usage.outputTokens())
					.put("total", usage.totalTokens())
					.put("inputDetails", usage.inputDetails())
					.put("outputDetails", usage.outputDetails())
					.put("estimated", usage.estimated())
					.fields();
	}

	static @Nullable Usage usage(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		Fields fields = Fields.of(value);
		return new Usage(fields.number("input", 0), fields.number("output", 0), fields.number("total", 0),
				details(fields, "inputDetails"), details(fields, "outputDetails"), fields.isTrue("estimated"));
	}

	private static Map<String, Long> details(Fields fields, String name) {
		Fields details = fields.object(name);
		Map<String, Long> counts = new TreeMap<>();
		fields.map(name).keySet().forEach((kind) -> counts.put(kind, details.number(kind, 0)));
		return counts;
	}

}
