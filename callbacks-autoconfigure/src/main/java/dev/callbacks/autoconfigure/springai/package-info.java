// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Applications that use Spring AI.
 */
@NullMarked
package dev.callbacks.autoconfigure.springai;

import org.jspecify.annotations.NullMarked;
