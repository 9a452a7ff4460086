// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param id the id of the message, or {@code null}
 * @param role the role of the speaker
 * @param parts the content
 * @param toolCalls the tools that the model calls; only in messages of
 * {@link Role#ASSISTANT}
 * @param toolCallId the call that this message answers; only in messages of
 * {@link Role#TOOL}
 * @since 0.1.0
 */
public record ChatMessage(@Nullable String id, Role role, List<ContentPart> parts, List<ToolCall> toolCalls,
		@Nullable String toolCallId) {

	public ChatMessage {
		Objects.requireNonNull(role, "role");
		parts = List.copyOf(parts);
		toolCalls = List.copyOf(toolCalls);
	}

	/**
	 * Creates a message with instructions that frame the conversation.
	 * @param text the text
	 * @return the message
	 */
	public static ChatMessage system(String text) {
		return of(Role.SYSTEM, text);
	}

	/**
	 * Creates a message of the user.
	 * @param text the text
	 * @return the message
	 */
	public static ChatMessage user(String text) {
		return of(Role.USER, text);
	}

	/**
	 * Creates a message of the user, in several parts.
	 * @param parts the parts
	 * @return the message
	 */
	public static ChatMessage user(ContentPart... parts) {
		return new ChatMessage(null, Role.USER, List.of(parts), List.of(), null);
	}

	/**
	 * Creates a message of the model.
	 * @param text the text
	 * @return the message
	 */
	public static ChatMessage assistant(String text) {
		return of(Role.ASSISTANT, text);
	}

	/**
	 * Creates a message of the model that calls tools.
	 * @param text the text, which may be empty
	 * @param toolCalls the calls
	 * @return the message
	 */
	public static ChatMessage assistant(String text, List<ToolCall> toolCalls) {
		return new ChatMessage(null, Role.ASSISTANT, List.of(new ContentPart.Text(text)), toolCalls, null);
	}

	/**
	 * Creates a message with the output of a tool.
	 * @param toolCallId the id of the call
	 * @param text the output
	 * @return the message
	 */
	public static ChatMessage tool(String toolCallId, String text) {
		return new ChatMessage(null, Role.TOOL, List.of(new ContentPart.Text(text)), List.of(), toolCallId);
	}

	private static ChatMessage of(Role role, String text) {
		return new ChatMessage(null, role, List.of(new ContentPart.Text(text)), List.of(), null);
	}

	/**
	 * Returns this message with an id.
	 * @param id the id
	 * @return the message
	 */
	public ChatMessage withId(String id) {
		return new ChatMessage(id, this.role, this.parts, this.toolCalls, this.toolCallId);
	}

	/**
	 * Returns the joined text of all parts that have some.
	 * @return the text, which may be empty
	 */
	public String text() {
		if (this.parts.size() == 1 && this.parts.get(0) instanceof ContentPart.Text only) {
			return only.text();
		}
		return this.parts.stream()
			.filter(ContentPart.Text.class::isInstance)
			.map((part) -> ((ContentPart.Text) part).text())
			.collect(Collectors.joining());
	}

	@Override
	public String toString() {
		return "ChatMessage[id=" + this.id + ", role=" + this.role + ", parts=" + this.parts + ", toolCalls="
				+ this.toolCalls + "]";
	}

}
