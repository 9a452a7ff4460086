// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The console: a page that shows runs and handlers live.
 */
@NullMarked
package dev.callbacks.console;

import org.jspecify.annotations.NullMarked;
