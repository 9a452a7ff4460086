// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The terminal event of a run that failed or was ended from outside.
 *
 * @since 0.1.0
 */
public sealed interface ErrorEvent extends TerminalEvent permits LlmError, ChainError, ToolError, RetrieverError {

	/**
	 * Returns the failure.
	 * @return the error
	 */
	Throwable error();

	/**
	 * Returns the reason of the ending.
	 * @return the reason
	 */
	EndReason reason();

}
