// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Auto-configuration of callbacks: the manager and its executor, the properties, and what
 * an application says that does not start. The packages below hold an aspect each.
 */
@NullMarked
package dev.callbacks.autoconfigure;

import org.jspecify.annotations.NullMarked;
