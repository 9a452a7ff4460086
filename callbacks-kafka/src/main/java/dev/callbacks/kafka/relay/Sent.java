// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

/**
 * A record that the sender has taken.
 *
 * @param record the record
 * @param order its place among all that were taken
 */
record Sent(Outgoing record, long order) {

}
