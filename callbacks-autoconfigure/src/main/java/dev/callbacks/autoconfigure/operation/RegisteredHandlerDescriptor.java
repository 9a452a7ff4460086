// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.Outcome;
import dev.callbacks.spi.SettingSource;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A handler in a reply of the endpoint.
 *
 * @param name the name of the handler, which is that of its bean
 * @param kind the kind of its methods
 * @param type the name of its class
 * @param stuck whether every thread that it may have is stuck in it
 * @param settings its settings in effect, each with its source
 * @param calls the number of events that it has finished
 * @param errors the number of those that it failed in
 * @param timeouts the number of those that it was given up in
 * @param time the time that it has worked
 * @param p95 the time that nineteen of twenty calls do not exceed
 * @param backlog the number of events that wait for it or that it works on
 * @param dropped the number of events that it did not get, by reason
 */
public record RegisteredHandlerDescriptor(String name, Kind kind, String type, boolean stuck,
		Map<String, SettingDescriptor> settings, long calls, long errors, long timeouts, Duration time, Duration p95,
		long backlog, Map<DropReason, Long> dropped) implements OperationResponseBody {

	static RegisteredHandlerDescriptor of(HandlerStatus status, HandlerCounts counts, long backlog) {
		Map<String, SettingDescriptor> settings = new LinkedHashMap<>();
		status.settings()
			.values()
			.forEach((setting, value) -> settings.put(setting, new SettingDescriptor(value, status.source(setting))));
		return new RegisteredHandlerDescriptor(status.name(), Kind.of(status.handler()),
				status.handler().handlerClass().getName(), status.stuck(), settings, counts.calls(),
				counts.finished(Outcome.ERROR), counts.finished(Outcome.TIMEOUT), counts.time(), counts.p95(),
				Math.max(backlog, counts.backlog()), counts.dropped());
	}

	/**
	 * A setting of a handler.
	 *
	 * @param value the value in effect
	 * @param source the source of the value
	 */
	public record SettingDescriptor(Object value, SettingSource source) {

	}

	/**
	 * The kind of a handler's methods.
	 */
	public enum Kind {

		/** They may block, so each call has a thread. */
		BLOCKING,

		/** They do not block, and what they return is awaited. */
		AWAITED,

		/** There are some of either kind. */
		MIXED;

		private static Kind of(HandlerDescriptor handler) {
			boolean blocking = handler.blocking() || handler.handler() instanceof CallbackHandler;
			boolean awaited = handler.awaited() || handler.handler() instanceof AsyncCallbackHandler;
			if (blocking && awaited) {
				return MIXED;
			}
			return blocking ? BLOCKING : AWAITED;
		}

	}

}
