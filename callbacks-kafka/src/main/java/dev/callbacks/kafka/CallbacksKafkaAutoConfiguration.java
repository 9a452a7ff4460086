// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.autoconfigure.handler.CallbacksHandlerAutoConfiguration;
import dev.callbacks.autoconfigure.stream.ResumableStreams;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.fleet.ControlReader;
import dev.callbacks.kafka.fleet.FleetCounts;
import dev.callbacks.kafka.fleet.FleetReaders;
import dev.callbacks.kafka.fleet.FleetReplays;
import dev.callbacks.kafka.fleet.FleetRuns;
import dev.callbacks.kafka.fleet.FleetStreams;
import dev.callbacks.kafka.fleet.Keeper;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.spi.DispatchListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.producer.Producer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Auto-configuration of the log that instances share: on with
 * {@code callbacks.relay.enabled} and the application's settings of Kafka. A child
 * context has that of its parent, whose manager it shares.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { CallbacksAutoConfiguration.class, KafkaAutoConfiguration.class },
		before = CallbacksHandlerAutoConfiguration.class)
@ConditionalOnClass(Producer.class)
@ConditionalOnBean({ CallbackManager.class, KafkaAdmin.class })
@ConditionalOnMissingBean(Relay.class)
@ConditionalOnBooleanProperty(name = { "callbacks.relay.enabled" })
@EnableConfigurationProperties(RelayProperties.class)
public final class CallbacksKafkaAutoConfiguration {

	private static final int KEEPER_POLL = 500;

	private static final String TEMPORARY = "java.io.tmpdir";

	@Bean
	LogClients callbackLogClients(ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers, KafkaAdmin admin,
			RelayProperties properties, Environment environment) {
		return new LogClients(producers, consumers, admin, properties, group(properties, environment));
	}

	private static String group(RelayProperties properties, Environment environment) {
		return (properties.group() != null) ? properties.group()
				: environment.getProperty("spring.application.name", "callbacks");
	}

	@Bean
	RelayOptions callbackRelayOptions(RelayProperties properties, Environment environment) {
		String folder = properties.spool().folder();
		Path spool = (folder != null) ? Path.of(folder)
				: Path.of(System.getProperty(TEMPORARY), "callbacks-relay-" + group(properties, environment));
		return new RelayOptions(new Origin(instance(properties), epoch()), properties.topics().names(),
				properties.content(), properties.durable(), properties.frameDelay(), properties.watchedFrameDelay(),
				properties.bufferSize().toBytes(), (int) properties.maxRecordSize().toBytes(), properties.heartbeat(),
				properties.lease(), spool, properties.spool().maxSize().toBytes());
	}

	private static String instance(RelayProperties properties) {
		if (properties.instance() != null) {
			return properties.instance();
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown";
		}
	}

	/**
	 * Returns a number that no other process has, and that grows with each start.
	 */
	private static long epoch() {
		return (System.currentTimeMillis() << 16) | ThreadLocalRandom.current().nextInt(1 << 16);
	}

	@Bean
	TopicPreparation callbackTopicPreparation(RelayProperties properties, LogClients clients) {
		return new TopicPreparation(new TopicSetup(properties, clients::admin));
	}

	@Bean
	Relay callbackRelay(RelayOptions options, TreeNumbers numbers, TopicPreparation topics, LogClients clients) {
		return new Relay(options, numbers, topics.before(clients::producer));
	}

	@Bean
	FleetCounts callbackFleetCounts() {
		return new FleetCounts();
	}

	@Bean
	Keeper callbackKeeper(RelayOptions options, Relay relay, RelayProperties properties, FleetCounts counts,
			LogClients clients) {
		return new Keeper(options, relay, properties.gapTimeout(), counts,
				() -> clients.member("callbacks-keeper", KEEPER_POLL));
	}

	@Bean
	ControlReader callbackControlReader(RelayOptions options, Relay relay, CallbackManager manager, FleetCounts counts,
			ObjectProvider<ResumableStreams> streams, LogClients clients) {
		return new ControlReader(options.topics(), (root) -> {
			relay.watch(root);
			streams.ifAvailable((available) -> available.keep(root));
		}, (run) -> stop(manager, run), counts, clients::single);
	}

	private static void stop(CallbackManager manager, UUID run) {
		if (manager instanceof CallbackDispatcher dispatcher) {
			dispatcher.runs()
				.stream()
				.filter((status) -> status.run().info().id().equals(run))
				.forEach((status) -> status.run().cancel());
		}
	}

	@Bean
	FleetReaders callbackFleetReaders(RelayOptions options, RelayProperties properties, CallbacksProperties callbacks,
			FleetCounts counts, ObjectProvider<DispatchListener> listeners, LogClients clients) {
		return new FleetReaders(options.topics(), options.content(), properties.gapTimeout(),
				callbacks.getDispatch().handlerTimeout(), counts, listeners.orderedStream().toList(), clients::member);
	}

	@Bean
	FleetReplays callbackFleetReplays(RelayOptions options, FleetReaders readers, FleetCounts counts,
			LogClients clients) {
		return new FleetReplays(options.topics(), options.content(), readers, counts, clients::single);
	}

	@Bean
	FleetStreams callbackFleetStreams(RelayOptions options, Relay relay, RelayProperties properties, FleetCounts counts,
			LogClients clients) {
		return new FleetStreams(options.topics(), options.content(), relay, properties.gapTimeout(), counts,
				clients::single);
	}

	@Bean
	FleetRuns callbackFleetRuns(RelayOptions options, Relay relay, RelayProperties properties, FleetCounts counts,
			LogClients clients) {
		return new FleetRuns(options, relay, properties.gapTimeout(), counts, clients::single);
	}

	@Bean
	RelayLifecycle callbackRelayLifecycle(RelayProperties properties, TopicPreparation topics, Relay relay,
			Keeper keeper, ControlReader control, FleetReaders readers, FleetStreams streams, FleetRuns runs) {
		return new RelayLifecycle(properties, topics, relay, keeper, control, readers, streams, runs);
	}

	/**
	 * The meters of the relay and of the readers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBooleanProperty(name = "callbacks.metrics.enabled", matchIfMissing = true)
	static class MeterConfiguration {

		@Bean
		RelayMetrics callbackRelayMetrics(Relay relay, FleetCounts counts) {
			return new RelayMetrics(relay, counts);
		}

	}

}
