// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerRegistry;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.SettingSource;

import org.springframework.core.env.Environment;

/**
 * The names under {@code callbacks.handlers}, by which handlers get their settings.
 */
final class HandlerNames {

	private final CallbacksProperties properties;

	private final Environment environment;

	HandlerNames(CallbacksProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * Returns the handlers with their settings.
	 * @param registry knows handlers from elsewhere
	 * @throws CallbackConfigurationException if a name fits none, or that of a setting
	 */
	List<HandlerDescriptor> apply(List<HandlerDescriptor> handlers, HandlerRegistry registry) {
		if (!this.properties.isHandlersIgnoreUnknown()) {
			for (String name : this.properties.getHandlers().keySet()) {
				check(name, handlers, registry);
			}
			SettingNames.check(this.environment);
		}
		List<HandlerDescriptor> named = new ArrayList<>();
		for (HandlerDescriptor handler : handlers) {
			HandlerDescriptor set = handler.withSettings(SettingSource.PROPERTY, settings(handler.name()));
			named.add(this.properties.getExecutor().callerRuns() ? set.calledByEmitter() : set);
		}
		return List.copyOf(named);
	}

	private void check(String name, List<HandlerDescriptor> handlers, HandlerRegistry registry) {
		// as they are written in a property, where a dot would begin the setting
		List<String> names = handlers.stream().map((handler) -> handler.name().replace('.', '-')).toList();
		if (!SettingNames.isSwitch(name, this.environment)
				&& Stream.concat(names.stream(), registry.handlers().stream().map(HandlerStatus::name))
					.noneMatch((handler) -> CallbacksProperties.matches(name, handler))) {
			throw new CallbackConfigurationException(
					"The property 'callbacks.handlers." + name + "' names no handler; there are " + names
							+ Suggestion.of(name, names),
					"Use the name of a handler bean, or set 'callbacks.handlers-ignore-unknown' to true.");
		}
	}

	/**
	 * Returns the settings of a handler. Of two spellings of its name the first comes
	 * from the source that wins.
	 */
	private HandlerSettings settings(String handler) {
		HandlerSettings settings = HandlerSettings.none();
		for (Map.Entry<String, HandlerSettings> named : this.properties.getHandlers().entrySet()) {
			if (CallbacksProperties.matches(named.getKey(), handler)) {
				settings = named.getValue().overriddenBy(settings);
			}
		}
		return settings;
	}

}
