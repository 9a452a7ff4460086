// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;

/**
 * Messages with placeholders for values, {@code {name}}. A doubled brace stands for one.
 */
record PromptTemplate(List<ChatMessage> messages) {

	private static final Pattern PLACE = Pattern.compile("\\{\\{|\\}\\}|\\{([^{}]*)\\}");

	ChatRequest fill(Map<String, ?> values) {
		List<ChatMessage> filled = new ArrayList<>();
		for (ChatMessage message : this.messages) {
			List<ContentPart> parts = message.parts()
				.stream()
				.map((part) -> (part instanceof ContentPart.Text text) ? new ContentPart.Text(fill(text.text(), values))
						: part)
				.toList();
			filled.add(new ChatMessage(message.id(), message.role(), parts, message.toolCalls(), message.toolCallId()));
		}
		return ChatRequest.of(filled);
	}

	private static String fill(String template, Map<String, ?> values) {
		return PLACE.matcher(template).replaceAll((place) -> Matcher.quoteReplacement(switch (place.group()) {
			case "{{" -> "{";
			case "}}" -> "}";
			default -> valueOf(place.group(1).trim(), values);
		}));
	}

	private static String valueOf(String name, Map<String, ?> values) {
		Object value = values.get(name);
		if (value == null) {
			throw new InvalidRequestException(
					"The prompt needs a value for '" + name + "', but the input has only " + values.keySet());
		}
		return value.toString();
	}

}
