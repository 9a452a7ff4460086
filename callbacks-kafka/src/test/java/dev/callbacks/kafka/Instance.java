// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.kafka.fleet.FleetCounts;
import dev.callbacks.kafka.relay.Relay;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An instance of an application in this process.
 */
final class Instance implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private Instance(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an instance.
	 * @param fleet the name that the topics and groups of its fleet begin with
	 */
	static Instance start(String fleet, Class<?> beans, String... properties) {
		return start(TestBroker.address(), fleet, beans, properties);
	}

	static Instance start(String broker, String fleet, Class<?> beans, String... properties) {
		return start(WebApplicationType.NONE, broker, fleet, beans, properties);
	}

	/**
	 * Starts an instance with a web server.
	 */
	static Instance serve(String fleet, Class<?> beans, String... properties) {
		return start(WebApplicationType.SERVLET, TestBroker.address(), fleet, beans, properties);
	}

	private static Instance start(WebApplicationType type, String broker, String fleet, Class<?> beans,
			String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off", "server.port=0",
				"logging.level.org.apache.kafka=warn", "spring.kafka.bootstrap-servers=" + broker,
				"spring.kafka.consumer.properties.session.timeout.ms=10000",
				"spring.kafka.consumer.properties.heartbeat.interval.ms=300", "callbacks.relay.enabled=true",
				"callbacks.relay.content=true", "callbacks.relay.group=" + fleet,
				"callbacks.relay.topics.lifecycle=" + fleet + ".lifecycle",
				"callbacks.relay.topics.tokens=" + fleet + ".tokens",
				"callbacks.relay.topics.control=" + fleet + ".control", "callbacks.relay.topics.partitions=3",
				"callbacks.relay.spool.folder=target/spool/" + fleet, "callbacks.relay.frame-delay=50ms",
				"callbacks.relay.heartbeat=200ms", "callbacks.relay.lease=1s", "callbacks.relay.gap-timeout=1s"));
		all.addAll(Arrays.asList(properties));
		Map<String, String> last = new LinkedHashMap<>();
		all.forEach((property) -> last.put(property.replaceAll("=.*", ""), property));
		// as arguments, since the broker of the tests sets a property of the system
		return new Instance(new SpringApplicationBuilder(Application.class, beans).web(type)
			.run(last.values().stream().map((property) -> "--" + property).toArray(String[]::new)));
	}

	/**
	 * Opens a child context, which has the same properties.
	 */
	Instance child() {
		return new Instance(new SpringApplicationBuilder(Application.class).parent(this.context)
			.web(WebApplicationType.NONE)
			.run());
	}

	<T> T get(Class<T> type) {
		return this.context.getBean(type);
	}

	boolean has(Class<?> type) {
		return this.context.getBeanProvider(type).getIfAvailable() != null;
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	CallbackManager manager() {
		return get(CallbackManager.class);
	}

	Relay relay() {
		return get(Relay.class);
	}

	FleetCounts counts() {
		return get(FleetCounts.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
