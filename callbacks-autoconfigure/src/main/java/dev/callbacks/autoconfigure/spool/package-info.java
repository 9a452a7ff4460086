// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The queue on disk of what waits for a database or a broker.
 */
@NullMarked
package dev.callbacks.autoconfigure.spool;

import org.jspecify.annotations.NullMarked;
