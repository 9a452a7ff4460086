// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.callbacks.autoconfigure.observation.RunObservationDocumentation.HighCardinalityKeys;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ObjectText;
import dev.callbacks.spi.ContentRedactor;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The redacted texts of users and models as attributes of spans.
 *
 * @param redactor the redactor that everything passes
 */
record ContentCapture(ContentRedactor redactor) {

	KeyValues of(StartEvent start) {
		RunKeys keys = new RunKeys();
		if (start instanceof ChatModelStart chat) {
			keys.add(HighCardinalityKeys.INPUT_MESSAGES, messages(chat.messages()));
		}
		else if (start instanceof LlmStart completion) {
			keys.add(HighCardinalityKeys.INPUT_MESSAGES,
					messages(completion.prompts().stream().map(ChatMessage::user).toList()));
		}
		else if (start instanceof ToolStart tool) {
			keys.add(HighCardinalityKeys.TOOL_ARGUMENTS, redact(tool.input()));
		}
		else if (start instanceof RetrieverStart search) {
			keys.add(HighCardinalityKeys.QUERY, redact(search.query()));
		}
		else if (start instanceof ChainStart chain && chain.run().parentId() == null) {
			keys.add(HighCardinalityKeys.INPUT, redact(chain.inputs()));
		}
		return keys.values();
	}

	KeyValues of(TerminalEvent end) {
		RunKeys keys = new RunKeys();
		if (end instanceof LlmEnd answered) {
			keys.add(HighCardinalityKeys.OUTPUT_MESSAGES, answer(answered.result()));
		}
		else if (end instanceof LlmError failed) {
			keys.add(HighCardinalityKeys.OUTPUT_MESSAGES, answer(failed.partial()));
		}
		else if (end instanceof ToolEnd tool) {
			keys.add(HighCardinalityKeys.TOOL_RESULT, redact(tool.output()));
		}
		else if (end instanceof RetrieverEnd search) {
			keys.add(HighCardinalityKeys.DOCUMENTS,
					redact(search.documents().stream().map(Document::text).collect(Collectors.joining("\n"))));
		}
		else if (end instanceof ChainEnd chain && chain.run().parentId() == null) {
			keys.add(HighCardinalityKeys.OUTPUT, redact(chain.output()));
		}
		return keys.values();
	}

	private @Nullable String redact(@Nullable Object content) {
		return (content != null) ? this.redactor.redact(ObjectText.of(content)) : null;
	}

	private String messages(List<ChatMessage> messages) {
		return messages.stream()
			.map((message) -> message(message.role().name().toLowerCase(Locale.ROOT), message.text()))
			.collect(Collectors.joining(",", "[", "]"));
	}

	private @Nullable String answer(LlmResult result) {
		return result.text().isEmpty() ? null : "[" + message("assistant", result.text()) + "]";
	}

	private String message(String role, String text) {
		return "{\"role\":" + JsonText.of(role) + ",\"parts\":[{\"type\":\"text\",\"content\":"
				+ JsonText.of(String.valueOf(redact(text))) + "}]}";
	}

}
