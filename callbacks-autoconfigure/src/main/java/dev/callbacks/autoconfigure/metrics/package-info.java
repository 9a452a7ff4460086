// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Meters of runs and handlers.
 */
@NullMarked
package dev.callbacks.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
