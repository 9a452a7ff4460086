// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import dev.callbacks.event.CallbackEvent;

/**
 * An event of a tree of runs with its number in the tree, as
 * {@link dev.callbacks.handler.TreeNumbers} gave it.
 *
 * @param number the number, from one
 * @param event the event
 * @since 0.1.0
 */
public record NumberedEvent(long number, CallbackEvent event) {

}
