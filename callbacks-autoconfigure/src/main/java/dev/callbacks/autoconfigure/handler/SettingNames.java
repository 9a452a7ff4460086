// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksProperties;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names of settings under {@code callbacks.handlers.<name>}.
 */
final class SettingNames {

	private static final ConfigurationPropertyName HANDLERS = ConfigurationPropertyName.of("callbacks.handlers");

	private static final ConfigurationPropertyName IGNORE_UNKNOWN = HANDLERS.append("ignore.unknown");

	private static final int HANDLER = HANDLERS.getNumberOfElements();

	private SettingNames() {
	}

	/**
	 * Checks that each property names a setting.
	 * @throws CallbackConfigurationException if one does not
	 */
	static void check(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(HANDLERS) == ConfigurationPropertyState.PRESENT) {
				check(source);
			}
		}
	}

	private static void check(ConfigurationPropertySource source) {
		List<String> known = HandlerSettings.names().stream().map(DataObjectPropertyName::toDashedForm).toList();
		named(source).filter((property) -> property.name().getNumberOfElements() > HANDLER + 1)
			.filter((property) -> !property.isSwitch())
			.forEach((property) -> check(property, known));
	}

	/**
	 * Whether a name below {@code callbacks.handlers} is there for no other reason than
	 * the environment variable {@code CALLBACKS_HANDLERS_IGNORE_UNKNOWN}, which is read
	 * as {@code callbacks.handlers.ignore.unknown} as well.
	 */
	static boolean isSwitch(String handler, Environment environment) {
		return "ignore".equals(handler)
				&& named(environment).filter((property) -> property.isOf(handler)).allMatch(Named::isSwitch);
	}

	private static Stream<Named> named(Environment environment) {
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.flatMap(SettingNames::named);
	}

	private static Stream<Named> named(ConfigurationPropertySource source) {
		if (!(source instanceof IterableConfigurationPropertySource properties)) {
			return Stream.empty();
		}
		boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
		return properties.stream().filter(HANDLERS::isAncestorOf).map((name) -> new Named(name, variables));
	}

	private static void check(Named property, List<String> known) {
		String setting = property.setting();
		if (known.stream().noneMatch((name) -> CallbacksProperties.matches(setting, name))) {
			throw new CallbackConfigurationException(
					"The property '" + property.name() + "' names no setting of a handler; there are " + known
							+ Suggestion.of(setting, known),
					"Use the name of a setting, or set 'callbacks.handlers-ignore-unknown' to true.");
		}
	}

	/**
	 * A property below {@code callbacks.handlers}.
	 *
	 * @param name its name
	 * @param variable whether it is an environment variable, whose underscores may stand
	 * for dots and for dashes
	 */
	private record Named(ConfigurationPropertyName name, boolean variable) {

		private boolean isOf(String handler) {
			return this.name.getElement(HANDLER, Form.DASHED).equals(handler);
		}

		private boolean isSwitch() {
			return this.variable && IGNORE_UNKNOWN.equals(this.name);
		}

		private String setting() {
			StringBuilder setting = new StringBuilder(this.name.getElement(HANDLER + 1, Form.DASHED));
			for (int i = HANDLER + 2; this.variable && i < this.name.getNumberOfElements(); i++) {
				if (!this.name.isNumericIndex(i)) {
					setting.append(this.name.getElement(i, Form.DASHED));
				}
			}
			return setting.toString();
		}

	}

}
