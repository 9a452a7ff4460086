// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.List;

/**
 * A protocol that models are spoken to with.
 */
interface Wire {

	/**
	 * How an answer is streamed: frames that are sent one after the other.
	 */
	List<String> begin();

	String token(String text);

	List<String> calls(List<Script.Call> calls);

	List<String> end(Script script);

	String error();

	String malformed();

	/**
	 * An answer in one piece.
	 */
	String whole(Script script);

	String failure(int status);

	/** What each answer costs. */
	int INPUT_TOKENS = 7;

	static int outputTokens(Script script) {
		return Math.max(1, script.tokens().size());
	}

	static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
