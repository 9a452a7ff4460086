// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Types for integrations: descriptors of handlers, and listeners of the dispatcher.
 */
@NullMarked
package dev.callbacks.spi;

import org.jspecify.annotations.NullMarked;
