// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * The base of all exceptions of this library.
 *
 * @since 0.1.0
 */
public abstract class CallbackException extends RuntimeException {

	protected CallbackException(String message) {
		super(message);
	}

	protected CallbackException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
