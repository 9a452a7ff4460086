// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

/**
 * The terminal event of a run that succeeded.
 *
 * @since 0.1.0
 */
public sealed interface EndEvent extends TerminalEvent permits LlmEnd, ChainEnd, ToolEnd, RetrieverEnd {

}
