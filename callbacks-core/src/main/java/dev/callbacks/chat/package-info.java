// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The chat model, the interface of its providers, and a provider that needs no network.
 */
@NullMarked
package dev.callbacks.chat;

import org.jspecify.annotations.NullMarked;
