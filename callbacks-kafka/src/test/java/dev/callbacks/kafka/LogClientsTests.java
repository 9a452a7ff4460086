// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.util.HashMap;
import java.util.Map;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients of applications that have settings of their own.
 */
class LogClientsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "request.timeout.ms=30000", "request.timeout.ms=2147483647",
			"delivery.timeout.ms=4000", "linger.ms=60000", "transactional.id=orders", "acks=0" })
	void thereIsAProducerWhateverItIsSetTo(String setting) {
		try (Producer<byte[], byte[]> producer = clients(setting).producer()) {
			assertThat(producer).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "heartbeat.interval.ms=10000", "session.timeout.ms=1000", "session.timeout.ms=60000",
			"request.timeout.ms=30000", "group.protocol=consumer",
			"group.protocol=consumer,group.remote.assignor=uniform", "group.instance.id=one" })
	void thereIsAMemberWhateverItIsSetTo(String settings) {
		try (Consumer<byte[], byte[]> member = clients(settings).member("handler", 20)) {
			assertThat(member.groupMetadata().groupId()).isEqualTo("shop.handler");
		}
	}

	@Test
	void settingsThatCannotWorkAreNamed() {
		assertThatExceptionOfType(CallbackConfigurationException.class)
			.isThrownBy(clients("request.timeout.ms=soon")::producer)
			.withMessageContaining("request.timeout.ms");
		assertThatExceptionOfType(CallbackConfigurationException.class)
			.isThrownBy(clients("compression.type=best")::producer)
			.withMessageContaining("compression.type");
		assertThatExceptionOfType(CallbackConfigurationException.class)
			.isThrownBy(() -> clients("heartbeat.interval.ms=9000,session.timeout.ms=9000").member("handler", 20))
			.withMessageContaining("session timeout");
	}

	private static LogClients clients(String settings) {
		Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
		for (String setting : settings.split(",")) {
			if (!setting.isEmpty()) {
				all.put(setting.split("=")[0], setting.split("=")[1]);
			}
		}
		RelayProperties properties = new Binder(new MapConfigurationPropertySource()).bindOrCreate("callbacks.relay",
				RelayProperties.class);
		return new LogClients(new DefaultKafkaProducerFactory<>(all), new DefaultKafkaConsumerFactory<>(all),
				new KafkaAdmin(all), properties, "shop");
	}

}
