// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.List;

/**
 * The handlers that get the events of all instances, which are the business of a log that
 * the instances share.
 *
 * @since 0.1.0
 */
public interface FleetHandlers {

	/**
	 * Registers handlers. Their events begin when the application has started.
	 * @param handlers the handlers
	 */
	void register(List<HandlerDescriptor> handlers);

	/**
	 * Returns the handlers that were registered.
	 * @return the handlers in the order of their registration
	 */
	List<HandlerStatus> handlers();

}
