// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import dev.callbacks.CallbackException;

import org.springframework.http.HttpStatus;

/**
 * Thrown when a stream cannot be opened or read now.
 */
final class StreamRefusedException extends CallbackException {

	private final HttpStatus status;

	StreamRefusedException(HttpStatus status, String message) {
		super(message);
		this.status = status;
	}

	HttpStatus status() {
		return this.status;
	}

}
