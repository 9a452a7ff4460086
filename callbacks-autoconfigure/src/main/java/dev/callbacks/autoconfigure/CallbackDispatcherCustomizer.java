// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.dispatch.CallbackDispatcher;

/**
 * Changes the dispatcher that is about to be built. Beans of this type are called in
 * their order, after the properties were applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallbackDispatcherCustomizer {

	/**
	 * Changes the dispatcher.
	 * @param builder builds it
	 */
	void customize(CallbackDispatcher.Builder builder);

}
