// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The way out of the log: events in the order of their trees, handlers that read them,
 * and the keeper of runs whose instance died.
 */
@NullMarked
package dev.callbacks.kafka.fleet;

import org.jspecify.annotations.NullMarked;
