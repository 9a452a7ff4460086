// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The demo: a joke at the start, and a chat over HTTP.
 */
@NullMarked
package dev.callbacks.demo;

import org.jspecify.annotations.NullMarked;
