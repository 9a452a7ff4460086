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
	 * Returns the registered handlers.
	 * @return the handlers in their order
	 */
	List<HandlerStatus> handlers();

	/**
	 * Registers handlers, from the next run on, after those that are registered.
	 * @param handlers the handlers in their order
	 * @throws dev.callbacks.InvalidHandlerException if the settings of one cannot work,
	 * in which case none is registered
	 */
	void register(List<HandlerDescriptor> handlers);

	/**
	 * Replaces a registered handler in its place, from the next run on, by the same one
	 * with other settings. A run that is under way keeps what it has, but for the
	 * concurrency, which is shared with later runs and changes at once. Does nothing for
	 * a handler that is not registered.
	 * @param handler the handler with its settings
	 * @throws dev.callbacks.InvalidHandlerException if the settings cannot work
	 */
	void update(HandlerDescriptor handler);

	/**
	 * Removes handlers, from the next run on.
	 * @param handlers the handlers
	 */
	void unregister(List<HandlerDescriptor> handlers);

}
