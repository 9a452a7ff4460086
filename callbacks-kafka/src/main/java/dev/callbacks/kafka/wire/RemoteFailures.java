// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import dev.callbacks.autoconfigure.remote.RemoteFailureException;
import dev.callbacks.handler.RedactedEvents;
import org.jspecify.annotations.Nullable;

/**
 * The failures of other instances: a name that tells an operator the kind, and the
 * message if content is sent.
 */
final class RemoteFailures {

	private static final int MAX_NAME = 100;

	private RemoteFailures() {
	}

	/**
	 * Returns the name of a failure, which is no name of a class that could be loaded.
	 */
	static String name(Throwable failure) {
		if (failure instanceof RemoteFailureException remote) {
			return remote.failure();
		}
		String name = RedactedEvents.failureType(failure).getSimpleName();
		return name.isEmpty() ? "Throwable" : name.substring(0, Math.min(MAX_NAME, name.length()));
	}

	static @Nullable String message(Throwable failure) {
		if (failure instanceof RemoteFailureException remote) {
			return remote.detail();
		}
		try {
			return failure.getMessage();
		}
		catch (RuntimeException | StackOverflowError ex) {
			return null;
		}
	}

	static Throwable read(String name, @Nullable String message) {
		return new RemoteFailureException(name.isEmpty() ? "Throwable" : name, message);
	}

}
