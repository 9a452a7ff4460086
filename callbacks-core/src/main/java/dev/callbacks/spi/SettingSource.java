// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

/**
 * The source of a handler's setting. Each overrides those before it.
 *
 * @since 0.1.0
 */
public enum SettingSource {

	/** Nobody has set it. */
	DEFAULT,

	/** The {@link dev.callbacks.CallbackSettings} on the handler's class. */
	ANNOTATION,

	/** The handler's method {@link dev.callbacks.Handler#settings()}. */
	HANDLER,

	/** A property of the application. */
	PROPERTY,

	/** An operator, while the application runs. */
	OPERATOR

}
