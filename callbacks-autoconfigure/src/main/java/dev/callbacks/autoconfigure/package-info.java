// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Auto-configuration of callbacks: handlers found among the beans, the manager, the
 * executor, the chat model.
 */
@NullMarked
package dev.callbacks.autoconfigure;

import org.jspecify.annotations.NullMarked;
