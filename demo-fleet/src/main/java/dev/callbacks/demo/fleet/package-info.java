// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The additions to the demo in the profile {@code fleet}: several instances that share a
 * log, the broker of that log, and a page on which instances are killed.
 */
@NullMarked
package dev.callbacks.demo.fleet;

import org.jspecify.annotations.NullMarked;
