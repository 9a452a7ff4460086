// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * The policy for a token that finds a handler's window full.
 *
 * @since 0.1.0
 */
public enum OnFull {

	/** The run waits for the handler, and so does the provider. Nothing is lost. */
	PUSH_BACK,

	/** The handler does not get the token, which is counted as dropped. */
	SHED_TOKENS

}
