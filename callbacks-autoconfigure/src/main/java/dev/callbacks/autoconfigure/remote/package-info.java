// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The runs of other instances of the application.
 */
@NullMarked
package dev.callbacks.autoconfigure.remote;

import org.jspecify.annotations.NullMarked;
