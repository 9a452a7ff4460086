// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * A snapshot of the threads of an executor.
 *
 * @param active the number of threads at work
 * @param size the number of threads there are, or may be
 * @since 0.1.0
 */
public record ExecutorStatus(int active, int size) {

}
