// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.EventSource;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.FleetHandlers;
import dev.callbacks.spi.HandlerRegistry;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.RunStatus;
import dev.callbacks.spi.SettingSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The operations on handlers.
 */
public final class HandlerOperations {

	private static final Logger logger = LoggerFactory.getLogger(HandlerOperations.class);

	private final CallbackManager manager;

	private final Supplier<? extends @Nullable FleetHandlers> fleet;

	private final HandlerCounters counters;

	/**
	 * Creates the operations.
	 * @param manager the manager that calls the handlers
	 * @param fleet the handlers of the fleet, if there is one
	 * @param counters the counters of the handlers
	 */
	public HandlerOperations(CallbackManager manager, Supplier<? extends @Nullable FleetHandlers> fleet,
			HandlerCounters counters) {
		this.manager = manager;
		this.fleet = fleet;
		this.counters = counters;
	}

	/**
	 * Returns all handlers.
	 * @return the handlers in their order, then those of the fleet
	 */
	public List<RegisteredHandlerDescriptor> all() {
		return handlers().stream().map(this::describe).toList();
	}

	/**
	 * Finds a handler.
	 * @param name its name, in any spelling
	 * @return the handler
	 */
	public Optional<RegisteredHandlerDescriptor> find(String name) {
		return status(name).map(this::describe);
	}

	/**
	 * Changes a handler, from the next run on.
	 * @param name its name, in any spelling
	 * @param enabled whether it is called, if that is to change
	 * @param window its window, if that is to change
	 * @return the handler as it is then, or empty if there is none of the name
	 */
	public Optional<RegisteredHandlerDescriptor> change(String name, @Nullable Boolean enabled,
			@Nullable Integer window) {
		if (enabled == null && window == null) {
			String reason = "Nothing to change: neither 'enabled' nor 'window' is given";
			throw new InvalidEndpointRequestException(reason, reason);
		}
		return status(name).flatMap((status) -> {
			HandlerSettings settings = HandlerSettings.none();
			settings = (enabled != null) ? settings.withEnabled(enabled) : settings;
			settings = (window != null) ? settings.withWindow(window) : settings;
			update(status, settings);
			return find(status.name());
		});
	}

	private void update(HandlerStatus status, HandlerSettings settings) {
		if (status.settings().source() == EventSource.FLEET) {
			String reason = "A handler of the fleet keeps its settings while the application runs";
			throw new InvalidEndpointRequestException(reason, reason);
		}
		try {
			((HandlerRegistry) this.manager).update(status.handler().withSettings(SettingSource.OPERATOR, settings));
		}
		catch (InvalidHandlerException ex) {
			throw new InvalidEndpointRequestException("The settings cannot work", String.valueOf(ex.getMessage()), ex);
		}
		logger.info("Handler '{}' was changed by an operator: {}", status.name(), settings.values());
	}

	private Optional<HandlerStatus> status(String name) {
		return handlers().stream().filter((status) -> CallbacksProperties.matches(name, status.name())).findFirst();
	}

	private List<HandlerStatus> handlers() {
		List<HandlerStatus> handlers = new ArrayList<>();
		if (this.manager instanceof HandlerRegistry registry) {
			handlers.addAll(registry.handlers());
		}
		FleetHandlers fleet = this.fleet.get();
		if (fleet != null) {
			handlers.addAll(fleet.handlers());
		}
		return handlers;
	}

	private RegisteredHandlerDescriptor describe(HandlerStatus status) {
		return RegisteredHandlerDescriptor.of(status, this.counters.of(status.name()), backlog(status.name()));
	}

	/**
	 * Returns the tokens before a handler, which are not yet counted one by one.
	 */
	private long backlog(String name) {
		List<RunStatus> runs = (this.manager instanceof CallbackDispatcher dispatcher) ? dispatcher.runs() : List.of();
		return runs.stream().mapToLong((run) -> run.waitsFor().getOrDefault(name, 0L)).sum();
	}

}
