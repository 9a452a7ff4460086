// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.Objects;

/**
 * A process that writes into the log.
 *
 * @param instance the name of the instance, which a process that is started anew may
 * share with the one before it
 * @param epoch the number of the process, which no other has; later ones of an instance
 * have higher numbers
 * @since 0.1.0
 */
public record Origin(String instance, long epoch) {

	public Origin {
		Objects.requireNonNull(instance, "instance");
	}

}
