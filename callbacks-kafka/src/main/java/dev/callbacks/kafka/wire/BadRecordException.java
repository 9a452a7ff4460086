// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

/**
 * A record that cannot be read: one that is not ours, is damaged, or is of a newer
 * version. It is skipped and counted.
 *
 * @since 0.1.0
 */
public final class BadRecordException extends RuntimeException {

	BadRecordException(String message) {
		super(message);
	}

	BadRecordException(String message, Throwable cause) {
		super(message, cause);
	}

}
