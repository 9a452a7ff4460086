// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Applications that use LangChain4j.
 */
@NullMarked
package dev.callbacks.autoconfigure.langchain4j;

import org.jspecify.annotations.NullMarked;
