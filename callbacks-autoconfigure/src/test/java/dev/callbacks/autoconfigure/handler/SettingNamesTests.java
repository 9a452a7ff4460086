// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.Map;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.autoconfigure.TwoHandlers;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.HandlerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingNames} and names in environment variables.
 */
class SettingNamesTests {

	private static ApplicationContextRunner with(String variable, String value) {
		return new ApplicationContextRunner().withConfiguration(Starter.with())
			.withUserConfiguration(TwoHandlers.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of(variable, value))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "CALLBACKS_HANDLERS_IGNORE_UNKNOWN", "CALLBACKS_HANDLERSIGNOREUNKNOWN" })
	void switchForUnknownNamesIsNoHandler(String variable) {
		with(variable, "false").run((context) -> assertThat(context).hasNotFailed());
		with(variable, "false").withPropertyValues("callbacks.handlers.waker.wimdow=1")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("wimdow"));
		with(variable, "true").withPropertyValues("callbacks.handlers.waker.wimdow=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void switchDoesNotHideAHandlerOfThatName() {
		with("CALLBACKS_HANDLERS_IGNORE_UNKNOWN", "false").withPropertyValues("callbacks.handlers.ignore.window=1")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("names no handler"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "CALLBACKS_HANDLERS_TOKENPRINTER_RAISEERROR",
			"CALLBACKS_HANDLERS_TOKENPRINTER_RAISE_ERROR", "callbacks_handlers_tokenprinter_raise_error" })
	void variableMeansASetting(String variable) {
		with(variable, "true")
			.run((context) -> assertThat(raiseError(context.getBean(CallbackDispatcher.class))).isTrue());
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "callbacks.handlers.token-printer.raise-error", "callbacks.handlers.tokenPrinter.raiseError",
					"callbacks.handlers.TOKEN_PRINTER.RAISE_ERROR", "CALLBACKS.HANDLERS.TOKENPRINTER.RAISE-ERROR" })
	void propertyMeansASetting(String property) {
		new ApplicationContextRunner().withConfiguration(Starter.with())
			.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues(property + "=true")
			.run((context) -> assertThat(raiseError(context.getBean(CallbackDispatcher.class))).isTrue());
	}

	@Test
	void listInAVariableIsASetting() {
		with("CALLBACKS_HANDLERS_TOKENPRINTER_IGNORE_0", "tool").run((context) -> assertThat(context).hasNotFailed());
	}

	private static boolean raiseError(CallbackDispatcher dispatcher) {
		return dispatcher.handlers()
			.stream()
			.filter((handler) -> handler.name().equals("tokenPrinter"))
			.map(HandlerStatus::settings)
			.anyMatch((settings) -> Boolean.TRUE.equals(settings.raiseError()));
	}

}
