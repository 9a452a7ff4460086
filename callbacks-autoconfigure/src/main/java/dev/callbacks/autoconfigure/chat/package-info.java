// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The chat model, the steps, and the choice of what answers behind the model.
 */
@NullMarked
package dev.callbacks.autoconfigure.chat;

import org.jspecify.annotations.NullMarked;
