// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.concurrent.CompletionStage;

import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * A method of a handler, as the engine calls it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventMethod {

	/**
	 * Calls the method.
	 * @param event the event
	 * @return a stage to wait for, or {@code null} if there is none
	 * @throws Throwable if the method does
	 */
	@Nullable CompletionStage<?> call(CallbackEvent event) throws Throwable;

}
