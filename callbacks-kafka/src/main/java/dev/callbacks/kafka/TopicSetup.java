// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of the log: created if they are missing, and never changed. A topic with
 * another number of partitions than configured would tear trees apart, and with the times
 * of its writers' clocks a lease could be over too early, so the application does not
 * start with one.
 */
final class TopicSetup {

	private static final Logger logger = LoggerFactory.getLogger(TopicSetup.class);

	private static final String LOG_APPEND_TIME = "LogAppendTime";

	private static final Duration CONTROL_RETENTION = Duration.ofHours(1);

	private final RelayProperties properties;

	private final Supplier<Admin> admins;

	/** The kinds of failures that were logged. Used by one thread at a time. */
	private final Set<String> failures = new HashSet<>();

	TopicSetup(RelayProperties properties, Supplier<Admin> admins) {
		this.properties = properties;
		this.admins = admins;
	}

	/**
	 * Creates and checks the topics, if the broker answers.
	 * @return whether it did, and the topics are what they have to be
	 * @throws CallbackConfigurationException if a topic is not what it has to be
	 */
	boolean prepare() {
		try (Admin admin = this.admins.get()) {
			for (NewTopic topic : topics()) {
				prepare(admin, topic);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | KafkaException ex) {
			failed((ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex);
		}
		return false;
	}

	private void failed(Throwable failure) {
		if (this.failures.add(failure.getClass().getSimpleName())) {
			logger.warn("The topics of the relay could not be checked, which is tried again; until then calls go on,"
					+ " and nothing is sent: {}", failure.toString());
		}
		logger.debug("The topics of the relay could not be checked", failure);
	}

	private List<NewTopic> topics() {
		RelayProperties.Topics topics = this.properties.topics();
		List<NewTopic> all = new ArrayList<>();
		all.add(topic(topics.lifecycle(), topics.partitions(), topics.retention()));
		if (this.properties.content()) {
			all.add(topic(topics.tokens(), topics.partitions(), topics.retention()));
		}
		all.add(topic(topics.control(), 1, CONTROL_RETENTION));
		return all;
	}

	private NewTopic topic(String name, int partitions, Duration retention) {
		return new NewTopic(name, Optional.of(partitions), Optional.ofNullable(this.properties.topics().replicas()))
			.configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, LOG_APPEND_TIME, TopicConfig.RETENTION_MS_CONFIG,
					Long.toString(retention.toMillis()), TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
					Long.toString(this.properties.maxRecordSize().toBytes() + (64 << 10))));
	}

	private void prepare(Admin admin, NewTopic topic)
			throws InterruptedException, ExecutionException, TimeoutException {
		try {
			checkPartitions(topic, get(admin.describeTopics(List.of(topic.name())).allTopicNames()).get(topic.name()));
			checkTimes(admin, topic.name());
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof UnknownTopicOrPartitionException)) {
				throw ex;
			}
			create(admin, topic);
		}
	}

	private void checkPartitions(NewTopic expected, @Nullable TopicDescription found) {
		int partitions = (found != null) ? found.partitions().size() : 0;
		if (partitions != expected.numPartitions()) {
			boolean control = expected.name().equals(this.properties.topics().control());
			throw new CallbackConfigurationException(
					"The topic '" + expected.name() + "' has " + partitions + " partitions, and not "
							+ expected.numPartitions(),
					control ? "Let 'callbacks.relay.topics.control' name a topic with one partition."
							: "Set 'callbacks.relay.topics.partitions' to " + partitions
									+ " in all instances, or let new topics be used by other names.");
		}
	}

	private void checkTimes(Admin admin, String topic)
			throws InterruptedException, ExecutionException, TimeoutException {
		ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
		try {
			Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
			ConfigEntry type = (config != null) ? config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG) : null;
			if (type != null && !LOG_APPEND_TIME.equals(type.value())) {
				throw new CallbackConfigurationException(
						"The topic '" + topic + "' has the times of its writers' clocks",
						"Set 'message.timestamp.type=LogAppendTime' for it, which needs no new topic.");
			}
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof AuthorizationException)) {
				throw ex;
			}
			logger.debug("The settings of the topic '{}' may not be read", topic, ex);
		}
	}

	private void create(Admin admin, NewTopic topic) throws InterruptedException, ExecutionException, TimeoutException {
		if (!this.properties.topics().create()) {
			throw new CallbackConfigurationException("The topic '" + topic.name() + "' does not exist",
					"Create it with " + topic.numPartitions()
							+ " partitions and 'message.timestamp.type=LogAppendTime', or set"
							+ " 'callbacks.relay.topics.create' to true.");
		}
		try {
			get(admin.createTopics(List.of(topic)).all());
			logger.info("The topic '{}' was created, with {} partitions", topic.name(), topic.numPartitions());
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof TopicExistsException)) {
				throw ex;
			}
			// another instance was faster
		}
	}

	private <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
		return future.get(this.properties.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
	}

}
