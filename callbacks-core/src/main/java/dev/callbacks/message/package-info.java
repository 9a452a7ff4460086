// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Requests to models, messages and answers: immutable data, safe to share between
 * threads, and without content in any {@code toString()}.
 */
@NullMarked
package dev.callbacks.message;

import org.jspecify.annotations.NullMarked;
