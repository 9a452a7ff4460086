// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The way in which work becomes a run, for models, steps and adapters: a call opens a
 * run, drives it and ends it.
 */
@NullMarked
package dev.callbacks.call;

import org.jspecify.annotations.NullMarked;
