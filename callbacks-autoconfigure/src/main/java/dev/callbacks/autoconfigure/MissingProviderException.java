// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

/**
 * There is no provider for the chat model.
 *
 * @since 0.1.0
 */
public final class MissingProviderException extends CallbackConfigurationException {

	MissingProviderException(String message) {
		super(message, "Declare a ChatProvider bean, or let 'callbacks.chat.embedded' be auto or true.", null);
	}

}
