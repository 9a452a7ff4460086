// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

/**
 * Whether a call that wants one whole answer asks the provider to stream it.
 *
 * @since 0.1.0
 */
public enum StreamingMode {

	/** Streams only if a handler demands it. */
	AUTO,

	/** Always streams, so that every handler gets tokens. */
	ALWAYS,

	/** Never streams, whatever a handler demands. */
	NEVER,

	/** As {@link #AUTO}, but never when the request carries tools. */
	NOT_WITH_TOOLS

}
