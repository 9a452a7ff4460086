// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * LangChain4j: a provider of our chat model over its models, and its own models and
 * retrievers as runs.
 */
@NullMarked
package dev.callbacks.langchain4j;

import org.jspecify.annotations.NullMarked;
