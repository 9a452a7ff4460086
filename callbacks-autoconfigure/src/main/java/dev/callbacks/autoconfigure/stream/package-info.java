// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Streams of answers that a browser goes on with after its connection was lost.
 */
@NullMarked
package dev.callbacks.autoconfigure.stream;

import org.jspecify.annotations.NullMarked;
