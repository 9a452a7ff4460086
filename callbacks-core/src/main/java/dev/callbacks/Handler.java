// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

/**
 * A receiver of the events of runs. A class implements one of two kinds:
 * {@link CallbackHandler}, whose methods may block, or {@link AsyncCallbackHandler},
 * whose methods return at once and are awaited.
 * <p>
 * Within one run a handler gets its events one at a time and in order. Events of several
 * runs may be in one handler at the same time, unless its settings say
 * {@link HandlerSettings#serialized() serialized}.
 *
 * @since 0.1.0
 */
public sealed interface Handler permits CallbackHandler, AsyncCallbackHandler {

	/**
	 * Returns the settings of this handler. Called once, when the handler is registered.
	 * These settings override those of {@link CallbackSettings} on its class, and the
	 * application's configuration overrides both.
	 * @return the settings
	 */
	default HandlerSettings settings() {
		return HandlerSettings.none();
	}

}
