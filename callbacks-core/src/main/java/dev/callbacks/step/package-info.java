// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Composition: steps that are runs, and put together are runs again; and an agent that
 * lets a model call tools.
 */
@NullMarked
package dev.callbacks.step;

import org.jspecify.annotations.NullMarked;
