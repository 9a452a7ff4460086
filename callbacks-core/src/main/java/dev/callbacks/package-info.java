// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What the author of a handler and the caller of a model read: handlers, manager, run,
 * configuration of a run, typed exceptions.
 */
@NullMarked
package dev.callbacks;

import org.jspecify.annotations.NullMarked;
