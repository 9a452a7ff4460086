// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What is written into the log: lifecycle records as JSON, tokens as frames.
 */
@NullMarked
package dev.callbacks.kafka.wire;

import org.jspecify.annotations.NullMarked;
