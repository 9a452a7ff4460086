// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbacksProperties}.
 */
class CallbacksPropertiesTests {

	@ParameterizedTest
	@MethodSource
	void sectionThatNoPropertyNamesHasTheDefaultValuesOfItsParameters(RecordComponent section) throws Exception {
		Binder nothing = new Binder(new MapConfigurationPropertySource(Map.of()));
		Object bound = nothing.bindOrCreate("callbacks", section.getType());
		CallbacksProperties properties = nothing.bindOrCreate("callbacks", CallbacksProperties.class);
		assertThat(section.getAccessor().invoke(properties)).isEqualTo(bound);
	}

	static List<RecordComponent> sectionThatNoPropertyNamesHasTheDefaultValuesOfItsParameters() {
		return Arrays.stream(CallbacksProperties.class.getRecordComponents())
			.filter((component) -> component.getType().isRecord())
			.toList();
	}

}
