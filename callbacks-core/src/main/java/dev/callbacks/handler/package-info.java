// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Handlers that are ready to use: a console tree, JSON lines, usage, recorders, bridges.
 */
@NullMarked
package dev.callbacks.handler;

import org.jspecify.annotations.NullMarked;
