// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The handlers among the beans: of either kind, and those with listener methods.
 */
@NullMarked
package dev.callbacks.autoconfigure.handler;

import org.jspecify.annotations.NullMarked;
