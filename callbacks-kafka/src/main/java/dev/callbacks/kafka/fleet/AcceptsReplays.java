// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

/**
 * A mark on the class of a handler of the fleet that also gets events which are replayed.
 *
 * @since 0.1.0
 */
public interface AcceptsReplays {

	/** The key in the metadata of runs whose events are replayed. */
	String REPLAYED = "callbacks.replayed";

}
