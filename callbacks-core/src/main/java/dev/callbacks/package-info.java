// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The types that authors of handlers and callers of models use: handlers, manager, runs,
 * configuration of a run, exceptions.
 */
@NullMarked
package dev.callbacks;

import org.jspecify.annotations.NullMarked;
