// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.time.Duration;

import dev.callbacks.CallbackManager;

/**
 * Utilities for tests of applications with handlers.
 *
 * @since 0.1.0
 */
public final class CallbackTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private CallbackTests() {
	}

	/**
	 * Waits at most ten seconds until every run is over and every handler has finished
	 * it.
	 * @param manager the manager
	 * @throws AssertionError if a run is still open after that time
	 */
	public static void awaitIdle(CallbackManager manager) {
		awaitIdle(manager, PATIENCE);
	}

	/**
	 * Waits until every run is over and every handler has finished it.
	 * @param manager the manager
	 * @param patience the longest time to wait
	 * @throws AssertionError if a run is still open after that time
	 */
	public static void awaitIdle(CallbackManager manager, Duration patience) {
		try {
			if (!manager.awaitIdle(patience)) {
				throw new AssertionError(manager.openRuns() + " runs are still open after " + patience
						+ ", or have handlers that still work");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("The test was interrupted while it waited for handlers", ex);
		}
	}

}
