// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

import dev.callbacks.RunCancelledException;

/**
 * The failure of a handler with {@code raise-error}, on its way through the library to
 * the caller. No {@link Exception}, since the library hides those from its caller in
 * listeners and tools.
 */
@SuppressWarnings("serial")
final class Refusal extends Error {

	Refusal(Throwable failure) {
		super("A handler refused the call with " + failure.getClass().getName(), failure, false, false);
	}

	/**
	 * Waits for handlers, unless this thread must not wait.
	 * @param stage when they have finished
	 */
	static void await(CompletionStage<?> stage) {
		Throwable failure = Waiting.until(stage);
		if (failure != null && !(failure instanceof RunCancelledException)) {
			throw new Refusal(failure);
		}
	}

	/**
	 * The failure for the caller, where the library may have wrapped a refusal that came
	 * from another thread.
	 * @param thrown what the library has thrown
	 * @return the failure of the handler, or what was thrown
	 */
	static Throwable unwrap(Throwable thrown) {
		Throwable refusal = (thrown.getCause() instanceof Refusal cause) ? cause : thrown;
		return (refusal instanceof Refusal) ? Objects.requireNonNull(refusal.getCause()) : thrown;
	}

}
