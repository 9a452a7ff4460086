// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.callbacks.CallbackSettings;
import dev.callbacks.EventGroup;
import dev.callbacks.EventSource;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The settings of handlers are the same wherever they are set: in
 * {@link HandlerSettings}, in {@link CallbackSettings} and under
 * {@code callbacks.handlers}.
 */
class HandlerSettingsDeclarationsTests {

	/**
	 * Settings that a class has no use for: it is there to be called, and its methods say
	 * what it wants.
	 */
	private static final Set<String> NOT_OF_A_CLASS = Set.of("enabled", "interest");

	private static final Map<String, Object> VALUES = Map.ofEntries(Map.entry("window", 3),
			Map.entry("timeout", Duration.ofSeconds(5)), Map.entry("raiseError", true), Map.entry("inline", true),
			Map.entry("serialized", true), Map.entry("concurrency", 2), Map.entry("onFull", OnFull.SHED_TOKENS),
			Map.entry("enabled", true), Map.entry("demandsStreaming", true),
			Map.entry("ignore", Set.of(EventGroup.TOOL)), Map.entry("interest", Set.of(EventType.LLM_END)),
			Map.entry("source", EventSource.FLEET));

	static List<RecordComponent> settings() {
		return Arrays.asList(HandlerSettings.class.getRecordComponents());
	}

	@Test
	void annotationHasTheSettingsOfAClass() {
		assertThat(Arrays.stream(CallbackSettings.class.getDeclaredMethods()).map(Method::getName))
			.containsExactlyInAnyOrderElementsOf(settings().stream()
				.map(RecordComponent::getName)
				.filter((setting) -> !NOT_OF_A_CLASS.contains(setting))
				.toList());
	}

	@ParameterizedTest
	@MethodSource("settings")
	void annotationIsReadAsItIs(RecordComponent setting) throws Exception {
		Object value = setting.getAccessor().invoke(HandlerSettings.of(Annotated.class));
		assertThat(value).isEqualTo(NOT_OF_A_CLASS.contains(setting.getName()) ? null : VALUES.get(setting.getName()));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void propertySetsTheSettingOfItsNameAndNoOther(RecordComponent setting) throws Exception {
		String text = VALUES.get(setting.getName())
			.toString()
			.replaceAll("[\\[\\]]", "")
			.toLowerCase()
			.replace('_', '-');
		Binder binder = new Binder(
				new MapConfigurationPropertySource(Map.of("callbacks.handlers.printer." + dashed(setting), text)));
		HandlerSettings bound = binder.bindOrCreate("callbacks", CallbacksProperties.class)
			.getHandlers()
			.get("printer");
		for (RecordComponent each : settings()) {
			assertThat(each.getAccessor().invoke(bound)).as(each.getName())
				.isEqualTo(each.getName().equals(setting.getName()) ? VALUES.get(each.getName()) : null);
		}
	}

	@ParameterizedTest
	@MethodSource("settings")
	void settingIsInTheDocuments(RecordComponent setting) throws IOException {
		assertThat(Files.readString(Path.of("../docs/properties.md"))).contains("| `" + dashed(setting) + "` |");
		if (!NOT_OF_A_CLASS.contains(setting.getName())) {
			assertThat(Files.readString(Path.of("../docs/handlers.md"))).contains("| `" + dashed(setting) + "` |");
		}
	}

	private static String dashed(RecordComponent setting) {
		return DataObjectPropertyName.toDashedForm(setting.getName());
	}

	@CallbackSettings(window = 3, timeout = "PT5S", raiseError = true, inline = true, serialized = true,
			concurrency = 2, onFull = OnFull.SHED_TOKENS, demandsStreaming = true, ignore = EventGroup.TOOL,
			source = EventSource.FLEET)
	static class Annotated {

	}

}
