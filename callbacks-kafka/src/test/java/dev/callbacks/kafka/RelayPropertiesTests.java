// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.util.Map;
import java.util.TreeMap;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Values that can work, and others that are refused before anything starts.
 */
class RelayPropertiesTests {

	private static final String PREFIX = "callbacks.relay.";

	private static final String EVER = "PT2562047788015215H30M";

	@ParameterizedTest
	@ValueSource(strings = { "frame-delay=0s", "frame-delay=" + EVER, "watched-frame-delay=-1ms", "heartbeat=" + EVER,
			"lease=1s", "lease=" + EVER, "gap-timeout=0s", "gap-timeout=" + EVER, "connect-timeout=0s",
			"connect-timeout=-5s", "connect-timeout=25d", "shutdown-timeout=-5s", "shutdown-timeout=" + EVER,
			"max-record-size=1B", "max-record-size=3GB;buffer-size=4GB", "max-record-size=2147483647B;buffer-size=4GB",
			"buffer-size=1KB", "spool.max-size=-1B", "topics.partitions=0", "topics.replicas=0", "topics.replicas=-7",
			"topics.retention=0s", "topics.retention=-5s", "topics.retention=" + EVER, "topics.lifecycle=",
			"topics.lifecycle=a b", "topics.tokens=..", "topics.tokens=callbacks.lifecycle",
			"topics.control=callbacks.tokens" })
	void aValueThatCannotWorkIsRefusedByTheNameOfItsProperty(String settings) {
		assertThatThrownBy(() -> bind(settings)).rootCause()
			.isInstanceOf(CallbackConfigurationException.class)
			.hasMessageContaining("'" + PREFIX + settings.split("=")[0] + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shutdown-timeout=0s", "lease=24d", "max-record-size=1GB;buffer-size=1GB",
			"max-record-size=1KB;buffer-size=1KB", "spool.max-size=0", "topics.replicas=3", "topics.retention=36500d",
			"topics.lifecycle=Shop_1.events-2" })
	void aValueThatCanWorkIsTaken(String settings) {
		assertThat(bind(settings)).isNotNull();
	}

	@Test
	void relayHasNoMetersIfTheyAreSwitchedOff() {
		new ApplicationContextRunner().withPropertyValues("callbacks.metrics.enabled=false")
			.withUserConfiguration(CallbacksKafkaAutoConfiguration.MeterConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RelayMetrics.class));
	}

	private static RelayProperties bind(String settings) {
		Map<String, String> all = new TreeMap<>();
		for (String setting : settings.split(";")) {
			String[] parts = setting.split("=", 2);
			all.put(PREFIX + parts[0], parts[1]);
		}
		return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("callbacks.relay",
				RelayProperties.class);
	}

}
