// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

/**
 * The refusal of a request to the console.
 */
final class ConsoleDeniedException extends RuntimeException {

	ConsoleDeniedException(String message) {
		super(message);
	}

}
