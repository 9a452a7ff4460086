// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import dev.callbacks.dispatch.CallbackDispatcher;

/**
 * A callback that changes the dispatcher before it is built. Beans of this type are
 * called in their order, after the properties were applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallbackDispatcherCustomizer {

	/**
	 * Changes the dispatcher.
	 * @param builder the builder of the dispatcher
	 */
	void customize(CallbackDispatcher.Builder builder);

}
