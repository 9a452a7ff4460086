// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.beans.BeanInfo;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.callbacks.autoconfigure.CallbacksProperties.Dispatch.BlockingCalls;
import org.junit.jupiter.api.Test;
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
	void sectionThatNoPropertyNamesHasTheDefaultValuesOfItsParameters(PropertyDescriptor section) throws Exception {
		Binder nothing = new Binder(new MapConfigurationPropertySource(Map.of()));
		Object bound = nothing.bindOrCreate("callbacks", section.getPropertyType());
		CallbacksProperties properties = nothing.bindOrCreate("callbacks", CallbacksProperties.class);
		assertThat(section.getReadMethod().invoke(properties)).isEqualTo(bound);
	}

	static List<PropertyDescriptor> sectionThatNoPropertyNamesHasTheDefaultValuesOfItsParameters() throws Exception {
		BeanInfo properties = Introspector.getBeanInfo(CallbacksProperties.class);
		return Arrays.stream(properties.getPropertyDescriptors())
			.filter((property) -> property.getPropertyType().isRecord())
			.toList();
	}

	@Test
	void sectionOfWhichAPropertyNamesOneValueHasTheDefaultValuesOfTheOthers() {
		Binder binder = new Binder(
				new MapConfigurationPropertySource(Map.of("callbacks.dispatch.blocking-calls", "executor")));
		CallbacksProperties properties = binder.bindOrCreate("callbacks", CallbacksProperties.class);
		assertThat(properties.getDispatch().blockingCalls()).isEqualTo(BlockingCalls.EXECUTOR);
		assertThat(properties.getDispatch().window()).isEqualTo(256);
	}

}
