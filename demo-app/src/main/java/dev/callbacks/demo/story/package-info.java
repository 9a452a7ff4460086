// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The story that the page tells: a class for each of its buttons.
 */
@NullMarked
package dev.callbacks.demo.story;

import org.jspecify.annotations.NullMarked;
