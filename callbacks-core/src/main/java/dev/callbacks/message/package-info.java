// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What is said to a model and what it answers. Data only: immutable, safe to share
 * between threads, and without content in any {@code toString()}.
 */
@NullMarked
package dev.callbacks.message;

import org.jspecify.annotations.NullMarked;
