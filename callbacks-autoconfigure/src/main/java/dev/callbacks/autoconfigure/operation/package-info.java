// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The operations on handlers and runs that operators have, by Actuator and by the
 * console.
 */
@NullMarked
package dev.callbacks.autoconfigure.operation;

import org.jspecify.annotations.NullMarked;
