// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The kit for authors who test an adapter.
 */
@NullMarked
package dev.callbacks.test.adapter;

import org.jspecify.annotations.NullMarked;
