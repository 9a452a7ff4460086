// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The events in the life of a run: immutable data, safe to share between threads, and
 * without content in any {@code toString()}.
 */
@NullMarked
package dev.callbacks.event;

import org.jspecify.annotations.NullMarked;
