// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidHandlerException;
import org.jspecify.annotations.Nullable;

/**
 * A check of settings, which refuses those that cannot work.
 */
final class HandlerSettingsCheck {

	private HandlerSettingsCheck() {
	}

	static void check(HandlerDescriptor descriptor, HandlerSettings settings) {
		String name = descriptor.name();
		require(settings.window() == null || settings.window() >= 1, name, "window", settings.window(),
				"must be at least 1");
		require(settings.concurrency() == null || settings.concurrency() >= 1, name, "concurrency",
				settings.concurrency(), "must be at least 1");
		require(settings.timeout() == null || (!settings.timeout().isNegative() && !settings.timeout().isZero()), name,
				"timeout", settings.timeout(), "must be positive");
		if (Boolean.TRUE.equals(settings.inline())) {
			require(!Boolean.TRUE.equals(settings.serialized()), name, "serialized", settings.serialized(),
					"cannot be set for an inline handler");
			require(settings.concurrency() == null, name, "concurrency", settings.concurrency(),
					"cannot be set for an inline handler");
			require(settings.window() == null, name, "window", settings.window(),
					"cannot be set for an inline handler");
			require(settings.timeout() == null, name, "timeout", settings.timeout(),
					"cannot be set for an inline handler");
			require(!(descriptor.handler() instanceof AsyncCallbackHandler) && !descriptor.awaited(), name, "inline",
					true, "cannot be set for a handler that is awaited");
		}
	}

	private static void require(boolean condition, String name, String setting, @Nullable Object value, String rule) {
		if (!condition) {
			throw new InvalidHandlerException(
					"The setting '" + setting + "' of handler '" + name + "' " + rule + ", but is " + value);
		}
	}

}
