// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * A run ended in any other way than by coming to its end.
 *
 * @since 0.1.0
 */
public sealed interface ErrorEvent extends TerminalEvent permits LlmError, ChainError, ToolError, RetrieverError {

	/**
	 * What went wrong.
	 * @return the error
	 */
	Throwable error();

	/**
	 * Why the run ended.
	 * @return the reason
	 */
	EndReason reason();

}
