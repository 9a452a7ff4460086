// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The events of all instances of an application in one log, on Kafka: who sends them, who
 * reads them, and who ends the runs of an instance that died.
 */
@NullMarked
package dev.callbacks.kafka;

import org.jspecify.annotations.NullMarked;
