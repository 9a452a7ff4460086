// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Steps, whose calls are runs and which compose to larger steps, and agents, which let a
 * model call tools.
 */
@NullMarked
package dev.callbacks.step;

import org.jspecify.annotations.NullMarked;
