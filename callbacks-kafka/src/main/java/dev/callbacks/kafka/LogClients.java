// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * The clients of the broker: they have the application's own settings, such as those of
 * {@code spring.kafka}, and beyond them what the log needs.
 */
final class LogClients {

	private static final Duration REQUEST = Duration.ofSeconds(5);

	/** The time after which a record comes back that the broker has not confirmed. */
	private static final Duration DELIVERY = Duration.ofSeconds(10);

	/** The milliseconds that a record waits for others. */
	private static final int LINGER = 2;

	/** Less than the least lease, so that a sender that waits is not taken for dead. */
	private static final Duration MAX_BLOCK = Duration.ofMillis(500);

	/** The room that a broker needs beside the value of a record. */
	private static final int OVERHEAD = 16 << 10;

	private static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(15);

	/** The shortest session that brokers allow unless they are told otherwise. */
	private static final Duration MIN_SESSION = Duration.ofSeconds(6);

	private final Map<String, Object> producer;

	private final Map<String, Object> consumer;

	private final Map<String, Object> admin;

	private final RelayProperties properties;

	private final String group;

	LogClients(ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers, KafkaAdmin admin,
			RelayProperties properties, String group) {
		this.producer = producers.getConfigurationProperties();
		this.consumer = consumers.getConfigurationProperties();
		this.admin = admin.getConfigurationProperties();
		this.properties = properties;
		this.group = group;
	}

	Producer<byte[], byte[]> producer() {
		Map<String, Object> settings = new HashMap<>(this.producer);
		settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		settings.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		settings.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
		settings.put(ProducerConfig.CLIENT_ID_CONFIG, "callbacks-relay");
		settings.put(ProducerConfig.ACKS_CONFIG, "all");
		settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
		settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER);
		settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
		settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
		setTimeouts(settings);
		settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
				(int) this.properties.maxRecordSize().toBytes() + OVERHEAD);
		return create(() -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
	}

	/**
	 * Sets the timeouts of a producer: a delivery takes a request and more.
	 */
	private static void setTimeouts(Map<String, Object> settings) {
		int delivery = number(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
		int request = number(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
				Math.max(1, Math.min((int) REQUEST.toMillis(), delivery - LINGER)));
		settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, request);
		settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
				Math.max(delivery, Math.min(request, Integer.MAX_VALUE - LINGER) + LINGER));
	}

	/**
	 * Returns a setting of the application, or what it is unless it is set.
	 */
	private static int number(Map<String, Object> settings, String name, int otherwise) {
		Object value = settings.get(name);
		return (value != null) ? create(() -> (Integer) ConfigDef.parseType(name, value, ConfigDef.Type.INT))
				: otherwise;
	}

	private static <T> T create(Supplier<T> client) {
		try {
			return client.get();
		}
		catch (KafkaException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new CallbackConfigurationException(
					"A client of Kafka cannot be made of the application's settings: " + cause.getMessage(),
					"Change the settings below 'spring.kafka'.");
		}
	}

	/**
	 * Creates a member of a group.
	 * @param name the name of the group, which gets the prefix of all groups
	 * @param maxPoll the number of records that it gets at once
	 */
	Consumer<byte[], byte[]> member(String name, int maxPoll) {
		Map<String, Object> settings = consumerSettings();
		settings.put(ConsumerConfig.GROUP_ID_CONFIG, this.group + "." + name);
		settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
		settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPoll);
		settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) MAX_POLL_INTERVAL.toMillis());
		setSession(settings);
		return consumer(settings);
	}

	/**
	 * Sets the session of a member, which has room for several signs of life.
	 */
	private static void setSession(Map<String, Object> settings) {
		int least = (int) MIN_SESSION.toMillis();
		int heartbeat = number(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, least / 4);
		int session = number(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.max(least, 3 * heartbeat));
		settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
		settings.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(heartbeat, session / 3));
	}

	/**
	 * Creates a consumer that belongs to no group.
	 */
	Consumer<byte[], byte[]> single() {
		Map<String, Object> settings = consumerSettings();
		settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
		return consumer(settings);
	}

	private Map<String, Object> consumerSettings() {
		Map<String, Object> settings = new HashMap<>(this.consumer);
		settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
		settings.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
		settings.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
		settings.remove(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
		settings.remove(ConsumerConfig.CLIENT_ID_CONFIG);
		settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
		settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) REQUEST.toMillis());
		return settings;
	}

	private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
		return create(() -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
	}

	Admin admin() {
		Properties settings = new Properties();
		settings.putAll(this.admin);
		int timeout = (int) this.properties.connectTimeout().toMillis();
		settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
		settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeout);
		return Admin.create(settings);
	}

}
