// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * A property of callbacks has a value that cannot work.
 *
 * @since 0.1.0
 */
public final class InvalidPropertyException extends CallbackConfigurationException {

	InvalidPropertyException(String property, @Nullable Object value, String rule) {
		super("The property '" + property + "' " + rule + ", but is " + value,
				"Change the value of '" + property + "'.", null);
	}

	static void unless(boolean condition, String property, @Nullable Object value, String rule) {
		if (!condition) {
			throw new InvalidPropertyException(property, value, rule);
		}
	}

}
