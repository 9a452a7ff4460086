// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import org.jspecify.annotations.Nullable;

/**
 * An event that the console has got.
 *
 * @param event the event
 * @param text the text of a token, redacted, or {@code null} if there is none or nobody
 * is shown it
 * @param instance the name of the instance that has the run, or {@code null} for this one
 */
record ConsoleEvent(CallbackEvent event, @Nullable String text, @Nullable String instance) {

	/**
	 * Whether it is sent to those who have opened a tree of runs.
	 * @param openedRoot the root of the tree that is open, or {@code null}
	 */
	boolean concerns(@Nullable UUID openedRoot) {
		return !isToken() || this.event.run().rootId().equals(openedRoot);
	}

	boolean isToken() {
		return this.event instanceof LlmNewToken;
	}

}
