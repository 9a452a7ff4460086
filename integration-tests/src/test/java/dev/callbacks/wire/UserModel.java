// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.function.Consumer;

/**
 * A model as its user calls it, by the user's own library.
 */
interface UserModel {

	/**
	 * Asks for a whole answer.
	 */
	String call(String question);

	/**
	 * Asks for an answer in pieces, which are handed over one by one; returns when the
	 * stream has ended, and throws what it failed with.
	 * @param limit after how many pieces the stream is closed
	 */
	void stream(String question, int limit, Consumer<String> pieces);

}
