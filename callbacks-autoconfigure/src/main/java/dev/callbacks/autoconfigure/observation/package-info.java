// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Observations of runs, which become spans.
 */
@NullMarked
package dev.callbacks.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
