// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The example of LangChain's guide, which prints what the guide prints.
 */
@NullMarked
package dev.callbacks.demo.guide;

import org.jspecify.annotations.NullMarked;
