// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.message.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an {@link EmbeddedChatProvider} to one request.
 *
 * @param tokens the tokens of the text
 * @param toolCalls the tool calls after the text
 * @param failure the failure of the stream, or {@code null}
 * @param failAfter the number of tokens before the failure
 * @param hangs whether the stream never ends
 * @since 0.1.0
 */
public record EmbeddedAnswer(List<String> tokens, List<ToolCall> toolCalls, @Nullable Throwable failure, int failAfter,
		boolean hangs) {

	private static final Pattern TOKEN = Pattern.compile(" ?[\\p{L}\\p{N}]+|\\s+|[^\\s\\p{L}\\p{N}]");

	public EmbeddedAnswer {
		tokens = List.copyOf(tokens);
		toolCalls = List.copyOf(toolCalls);
		if (failAfter < 0) {
			throw new InvalidRequestException("failAfter must not be negative, but is " + failAfter);
		}
	}

	/**
	 * Creates an answer of the words and signs of a text, after an empty token.
	 * @param text the text
	 * @return the answer
	 */
	public static EmbeddedAnswer text(String text) {
		List<String> tokens = new ArrayList<>();
		tokens.add("");
		Matcher matcher = TOKEN.matcher(InvalidRequestException.required(text, "The text of an answer"));
		while (matcher.find()) {
			tokens.add(matcher.group());
		}
		return new EmbeddedAnswer(tokens, List.of(), null, 0, false);
	}

	/**
	 * Creates an answer of tokens.
	 * @param tokens the tokens
	 * @return the answer
	 */
	public static EmbeddedAnswer tokens(String... tokens) {
		return new EmbeddedAnswer(InvalidRequestException.allRequired(tokens, "A token of an answer"), List.of(), null,
				0, false);
	}

	/**
	 * Creates an answer that calls tools.
	 * @param toolCalls the calls
	 * @return the answer
	 */
	public static EmbeddedAnswer toolCalls(ToolCall... toolCalls) {
		return new EmbeddedAnswer(List.of(""),
				InvalidRequestException.allRequired(toolCalls, "A tool call of an answer"), null, 0, false);
	}

	/**
	 * Creates an answer without a single chunk.
	 * @return the answer
	 */
	public static EmbeddedAnswer nothing() {
		return new EmbeddedAnswer(List.of(), List.of(), null, 0, false);
	}

	/**
	 * Creates an answer that fails before the first token.
	 * @param failure the failure
	 * @return the answer
	 */
	public static EmbeddedAnswer failure(Throwable failure) {
		return nothing().failingAfter(0, failure);
	}

	/**
	 * Returns this answer with a failure in its midst.
	 * @param tokens the number of tokens before the failure
	 * @param failure the failure
	 * @return the answer
	 */
	public EmbeddedAnswer failingAfter(int tokens, Throwable failure) {
		InvalidRequestException.required(failure, "The failure of an answer");
		return new EmbeddedAnswer(this.tokens, this.toolCalls, failure, tokens, false);
	}

	/**
	 * Returns this answer as a stream that never ends.
	 * @return the answer
	 */
	public EmbeddedAnswer hanging() {
		return new EmbeddedAnswer(this.tokens, this.toolCalls, null, 0, true);
	}

	boolean isNothing() {
		return this.tokens.isEmpty() && this.toolCalls.isEmpty();
	}

	@Override
	public String toString() {
		return "EmbeddedAnswer[" + this.tokens.size() + " tokens, " + this.toolCalls.size() + " tool calls]";
	}

}
