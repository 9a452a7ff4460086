// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * How a handler's work on an event went.
 *
 * @since 0.1.0
 */
public enum Outcome {

	/** It finished. */
	SUCCESS,

	/** It threw, or its stage failed. */
	ERROR,

	/** It overran its timeout. */
	TIMEOUT

}
