// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

/**
 * The place of a record in its tree of runs.
 *
 * @param ordinal the place among all records of the tree, from one on
 * @param lifecycle the number of lifecycle records of the tree up to this one
 * @param number the number of its first event in the tree, which resumed streams name
 * @param shed the number of tokens that the sender had to leave out before this record
 * @since 0.1.0
 */
public record Place(long ordinal, long lifecycle, long number, long shed) {

}
