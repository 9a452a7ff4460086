// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.Map;

import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor;
import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor.Kind;
import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * A handler as the page gets it.
 *
 * @param name the name, which is that of its bean
 * @param kind the kind of its methods
 * @param type the name of its class
 * @param window its window
 * @param stuck whether every thread that it may have is stuck in it
 * @param calls the number of events that it has finished
 * @param errors the number of those that it failed in
 * @param timeouts the number of those that it was given up in
 * @param p95 the milliseconds that nineteen of twenty calls do not exceed
 * @param backlog the number of events that wait for it or that it works on
 * @param dropped the number of events that it did not get, by reason
 */
record HandlerView(String name, Kind kind, String type, @Nullable Object window, boolean stuck, long calls, long errors,
		long timeouts, @Nullable Double p95, long backlog, Map<DropReason, Long> dropped) {

	static HandlerView of(RegisteredHandlerDescriptor handler) {
		return new HandlerView(handler.name(), handler.kind(), handler.type(), window(handler), handler.stuck(),
				handler.calls(), handler.errors(), handler.timeouts(), RunViews.millis(handler.p95()),
				handler.backlog(), handler.dropped());
	}

	private static @Nullable Object window(RegisteredHandlerDescriptor handler) {
		RegisteredHandlerDescriptor.SettingDescriptor window = handler.settings().get("window");
		return (window != null) ? window.value() : null;
	}

}
