// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * The outcome of a handler's work on an event.
 *
 * @since 0.1.0
 */
public enum Outcome {

	/** The handler finished. */
	SUCCESS,

	/** The handler threw an exception, or its stage failed. */
	ERROR,

	/** The handler overran its timeout. */
	TIMEOUT

}
