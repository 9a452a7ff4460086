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

	/** Always streams, so that every handler gets tokens. */
	ALWAYS,

	/** Never streams, even if a handler demands it. */
	NEVER,

	/** As {@link #AUTO}, but never when the request carries tools. */
	NOT_WITH_TOOLS

}
