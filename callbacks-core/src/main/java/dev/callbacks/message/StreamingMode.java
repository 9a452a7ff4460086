// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

/**
 * The choice between streaming and not streaming for a call that wants one whole answer.
 *
 * @since 0.1.0
 */
public enum StreamingMode {

	/** Streams if a handler demands it. */
	AUTO,

	/**
	 * Streams, so that every handler gets tokens, unless the other of model and request
	 * forbids it.
	 */
	ALWAYS,

	/** Never streams, even if a handler, the model or the request demands it. */
	NEVER,

	/** As {@link #NEVER} when the request carries tools, else as {@link #AUTO}. */
	NOT_WITH_TOOLS

}
