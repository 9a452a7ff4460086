// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The audit: a row of a relational database for each run.
 */
@NullMarked
package dev.callbacks.jdbc;

import org.jspecify.annotations.NullMarked;
