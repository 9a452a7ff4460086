// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

/**
 * How a call is made.
 */
enum Way {

	BLOCKING, FUTURE, STREAM

}
