// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The parts that spools on disk have in common.
 */
@NullMarked
package dev.callbacks.autoconfigure.spool;

import org.jspecify.annotations.NullMarked;
