// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The chat model, what answers behind it, and the provider that answers without a
 * network.
 */
@NullMarked
package dev.callbacks.chat;

import org.jspecify.annotations.NullMarked;
