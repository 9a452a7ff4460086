// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The kit for users who test their own handlers.
 */
@NullMarked
package dev.callbacks.test;

import org.jspecify.annotations.NullMarked;
