// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Spring AI: a provider of our chat model over its models, and its own models, tools and
 * retrievers as runs.
 */
@NullMarked
package dev.callbacks.springai;

import org.jspecify.annotations.NullMarked;
