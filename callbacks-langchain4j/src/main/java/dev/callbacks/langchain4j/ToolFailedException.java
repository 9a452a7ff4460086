// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import dev.callbacks.CallbackException;

/**
 * The failure of a tool that threw nothing: its result says that it has failed. The
 * message is what the model is told.
 *
 * @since 0.1.0
 */
public final class ToolFailedException extends CallbackException {

	ToolFailedException(String answer) {
		super(answer);
	}

}
