// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The first event of a run. Every handler has finished it before the body of the run, or
 * the provider, is called.
 *
 * @since 0.1.0
 */
public sealed interface StartEvent extends CallbackEvent
		permits ChatModelStart, LlmStart, ChainStart, ToolStart, RetrieverStart {

	/**
	 * Returns 0, since the run begins with this event.
	 * @return 0
	 */
	@Override
	default long nanos() {
		return 0;
	}

}
