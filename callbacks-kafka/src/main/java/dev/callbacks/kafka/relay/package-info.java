// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The way into the log: a handler, its frames, its outbox and the spool for times without
 * a broker.
 */
@NullMarked
package dev.callbacks.kafka.relay;

import org.jspecify.annotations.NullMarked;
