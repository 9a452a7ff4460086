// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

/**
 * The streams of an application.
 *
 * @since 0.1.0
 */
public final class ResumableStreams {

	/** The key of the metadata that all runs of a stream have. */
	public static final String STREAM_KEY = "callbacks.stream";

	/**
	 * The key of the metadata with the name of the user to whom a stream belongs. Without
	 * it the stream belongs to whoever has its id.
	 */
	public static final String OWNER_KEY = "callbacks.stream.owner";

	private ResumableStreams() {
	}

}
