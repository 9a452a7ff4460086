// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The demo: an application whose page shows what callbacks do.
 */
@NullMarked
package dev.callbacks.demo;

import org.jspecify.annotations.NullMarked;
