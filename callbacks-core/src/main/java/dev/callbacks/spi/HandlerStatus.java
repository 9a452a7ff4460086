// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import dev.callbacks.HandlerSettings;

/**
 * A snapshot of a registered handler. Immutable.
 *
 * @param handler the handler
 * @param settings its settings in effect, defaults included
 * @param stuck whether every thread that it may have is stuck in it, so that its events
 * are dropped
 * @since 0.1.0
 */
public record HandlerStatus(HandlerDescriptor handler, HandlerSettings settings, boolean stuck) {

	/**
	 * Returns the name of the handler.
	 * @return the name
	 */
	public String name() {
		return this.handler.name();
	}

	/**
	 * Returns the source of a setting.
	 * @param setting the name of the setting, as in {@link HandlerSettings#values()}
	 * @return the source
	 */
	public SettingSource source(String setting) {
		return this.handler.sources().getOrDefault(setting, SettingSource.DEFAULT);
	}

}
