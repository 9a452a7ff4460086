// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The kit that users test their own handlers with.
 */
@NullMarked
package dev.callbacks.test;

import org.jspecify.annotations.NullMarked;
