// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.List;
import java.util.stream.Stream;

import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksProperties;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The names of settings under {@code callbacks.handlers.<name>}.
 */
final class SettingNames {

	private static final ConfigurationPropertyName HANDLERS = ConfigurationPropertyName.of("callbacks.handlers");

	private static final int HANDLER = HANDLERS.getNumberOfElements();

	private static final List<String> KNOWN = HandlerSettings.names()
		.stream()
		.map(DataObjectPropertyName::toDashedForm)
		.toList();

	private SettingNames() {
	}

	/**
	 * Checks that each property names a setting.
	 * @throws CallbackConfigurationException if one does not
	 */
	static void check(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			properties(source).filter((name) -> name.getNumberOfElements() > HANDLER + 1).forEach(SettingNames::check);
		}
	}

	private static Stream<ConfigurationPropertyName> properties(ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource properties)
				? properties.stream().filter(HANDLERS::isAncestorOf) : Stream.empty();
	}

	private static void check(ConfigurationPropertyName property) {
		String setting = property.getElement(HANDLER + 1, Form.DASHED);
		if (KNOWN.stream().noneMatch((known) -> CallbacksProperties.matches(setting, known))) {
			throw new CallbackConfigurationException(
					"The property '" + property + "' names no setting of a handler; there are " + KNOWN
							+ Suggestion.of(setting, KNOWN),
					"Use the name of a setting, or set 'callbacks.handlers-ignore-unknown' to true.");
		}
	}

}
