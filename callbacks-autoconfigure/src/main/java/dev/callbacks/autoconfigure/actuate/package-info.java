// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The state of handlers and runs as Actuator shows it.
 */
@NullMarked
package dev.callbacks.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
