// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.List;

/**
 * A registry for the handlers of an application, or of one of its contexts.
 *
 * @since 0.1.0
 */
public interface HandlerRegistry {

	/**
	 * Registers handlers, from the next run on, after those that are registered.
	 * @param handlers the handlers in their order
	 * @throws dev.callbacks.InvalidHandlerException if the settings of one cannot work,
	 * in which case none is registered
	 */
	void register(List<HandlerDescriptor> handlers);

	/**
	 * Removes handlers, from the next run on.
	 * @param handlers the handlers
	 */
	void unregister(List<HandlerDescriptor> handlers);

}
