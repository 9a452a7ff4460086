// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

/**
 * There are several providers for the chat model, and no choice.
 *
 * @since 0.1.0
 */
public final class AmbiguousProviderException extends CallbackConfigurationException {

	AmbiguousProviderException(String message) {
		super(message, "Mark one of them as @Primary, or name one in 'callbacks.chat.provider'.", null);
	}

}
