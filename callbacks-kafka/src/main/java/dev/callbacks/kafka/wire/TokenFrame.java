// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.List;

import dev.callbacks.message.ChatChunk;

/**
 * Tokens of one run, in their order.
 *
 * @param tokens the tokens
 * @since 0.1.0
 */
public record TokenFrame(List<Token> tokens) {

	public TokenFrame {
		tokens = List.copyOf(tokens);
	}

	/**
	 * A token.
	 *
	 * @param number its number in the tree
	 * @param sequence its place in the run
	 * @param nanos nanoseconds since the start of the run, in whole microseconds
	 * @param index its index in the answer
	 * @param chunk the chunk
	 */
	public record Token(long number, long sequence, long nanos, int index, ChatChunk chunk) {

	}

}
