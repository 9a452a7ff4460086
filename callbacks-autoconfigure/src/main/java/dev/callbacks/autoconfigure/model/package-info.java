// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Models of other libraries that can answer behind the chat model. Shared by the
 * auto-configurations for those libraries and that of the chat model.
 */
@NullMarked
package dev.callbacks.autoconfigure.model;

import org.jspecify.annotations.NullMarked;
