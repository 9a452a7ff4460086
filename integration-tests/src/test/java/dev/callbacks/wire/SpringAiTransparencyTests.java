// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.callbacks.wire.SpringAiRig.Handlers;
import dev.callbacks.wire.SpringAiRig.Protocol;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications of Spring AI that behave with the starter as they do without it. Upstream
 * is the oracle: each scenario runs in an application without the starter, and in one for
 * each kind of handlers, with the models' beans left alone and instrumented.
 */
@ParameterizedClass
@EnumSource(Protocol.class)
class SpringAiTransparencyTests {

	private final Protocol protocol;

	SpringAiTransparencyTests(Protocol protocol) {
		this.protocol = protocol;
	}

	@TestFactory
	Stream<DynamicContainer> applicationsBehaveAsWithoutTheStarter() {
		Map<SpringAiScenario, List<String>> expected = new EnumMap<>(SpringAiScenario.class);
		try (SpringAiRig upstream = SpringAiRig.without(this.protocol)) {
			for (SpringAiScenario scenario : SpringAiScenario.values()) {
				expected.put(scenario, scenario.run(upstream));
			}
		}
		List<DynamicContainer> applications = new ArrayList<>();
		for (Handlers handlers : Handlers.values()) {
			if (handlers != Handlers.FAST) {
				applications.add(application(handlers, false, expected));
			}
			applications.add(application(handlers, true, expected));
		}
		return applications.stream();
	}

	private DynamicContainer application(Handlers handlers, boolean instrumented,
			Map<SpringAiScenario, List<String>> expected) {
		SpringAiRig rig = SpringAiRig.with(this.protocol, handlers,
				"callbacks.spring-ai.instrument-models=" + instrumented);
		Stream<DynamicTest> tests = expected.entrySet()
			.stream()
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey().name(),
					() -> assertThat(entry.getKey().run(rig)).isEqualTo(entry.getValue())));
		return DynamicContainer.dynamicContainer(
				handlers + (instrumented ? " with models instrumented" : " with models left alone"),
				Stream.concat(tests, Stream.of(DynamicTest.dynamicTest("close", rig::close))));
	}

}
