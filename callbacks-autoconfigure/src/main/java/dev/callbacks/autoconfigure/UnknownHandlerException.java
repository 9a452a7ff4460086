// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Collection;

/**
 * A name under 'callbacks.handlers' fits no handler.
 *
 * @since 0.1.0
 */
public final class UnknownHandlerException extends CallbackConfigurationException {

	UnknownHandlerException(String name, Collection<String> known) {
		super("The property 'callbacks.handlers." + name + "' names no handler; there are " + known,
				"Use the name of a handler bean, or set 'callbacks.handlers-ignore-unknown' to true.", null);
	}

}
