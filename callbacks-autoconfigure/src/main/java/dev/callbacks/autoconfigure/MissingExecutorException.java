// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

/**
 * The executor bean that a property names cannot be used.
 *
 * @since 0.1.0
 */
public final class MissingExecutorException extends CallbackConfigurationException {

	MissingExecutorException(String name) {
		super("The property 'callbacks.executor.bean-name' names '" + name + "', which is no Executor bean",
				"Declare an Executor bean of that name, or remove the property to use an own executor.", null);
	}

}
