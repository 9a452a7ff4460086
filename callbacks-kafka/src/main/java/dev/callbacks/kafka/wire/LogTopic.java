// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

/**
 * The topics of the log.
 *
 * @since 0.1.0
 */
public enum LogTopic {

	/** All events but tokens. */
	LIFECYCLE,

	/** Frames of tokens. */
	TOKENS,

	/** What others wish of the owner of a tree. */
	CONTROL

}
