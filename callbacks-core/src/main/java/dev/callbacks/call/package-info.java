// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Calls, which open, drive and end the runs of models, steps and adapters.
 */
@NullMarked
package dev.callbacks.call;

import org.jspecify.annotations.NullMarked;
