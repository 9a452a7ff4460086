/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
