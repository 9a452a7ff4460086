// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The engine: a run is a log of events, its handlers are readers of it.
 */
@NullMarked
package dev.callbacks.dispatch;

import org.jspecify.annotations.NullMarked;
