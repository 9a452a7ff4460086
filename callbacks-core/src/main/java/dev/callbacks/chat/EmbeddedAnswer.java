// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.callbacks.message.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedChatProvider} answers to one request.
 *
 * @param tokens the pieces of the text
 * @param toolCalls the tools that are asked for behind the text
 * @param failure what the stream fails with, or {@code null}
 * @param failAfter how many tokens come before the failure
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
			throw new IllegalArgumentException("failAfter must not be negative, but is " + failAfter);
		}
	}

	/**
	 * A text, cut into words and signs, with an empty token before it, as models have.
	 * @param text the text
	 * @return the answer
	 */
	public static EmbeddedAnswer text(String text) {
		List<String> tokens = new ArrayList<>();
		tokens.add("");
		Matcher matcher = TOKEN.matcher(text);
		while (matcher.find()) {
			tokens.add(matcher.group());
		}
		return new EmbeddedAnswer(tokens, List.of(), null, 0, false);
	}

	/**
	 * Tokens as they are.
	 * @param tokens the tokens
	 * @return the answer
	 */
	public static EmbeddedAnswer tokens(String... tokens) {
		return new EmbeddedAnswer(List.of(tokens), List.of(), null, 0, false);
	}

	/**
	 * A wish to have tools called.
	 * @param toolCalls the calls
	 * @return the answer
	 */
	public static EmbeddedAnswer toolCalls(ToolCall... toolCalls) {
		return new EmbeddedAnswer(List.of(""), List.of(toolCalls), null, 0, false);
	}

	/**
	 * A stream that ends without a single chunk.
	 * @return the answer
	 */
	public static EmbeddedAnswer nothing() {
		return new EmbeddedAnswer(List.of(), List.of(), null, 0, false);
	}

	/**
	 * A failure before the first token.
	 * @param failure the failure
	 * @return the answer
	 */
	public static EmbeddedAnswer failure(Throwable failure) {
		return nothing().failingAfter(0, failure);
	}

	/**
	 * This answer, failing in its midst.
	 * @param tokens how many tokens come first
	 * @param failure the failure
	 * @return the answer
	 */
	public EmbeddedAnswer failingAfter(int tokens, Throwable failure) {
		return new EmbeddedAnswer(this.tokens, this.toolCalls, Objects.requireNonNull(failure), tokens, false);
	}

	/**
	 * This answer, never coming to its end.
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
