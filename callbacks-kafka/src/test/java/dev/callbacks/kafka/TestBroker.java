// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * The broker of the tests of one process. Tests use topics of their own.
 */
final class TestBroker {

	private static EmbeddedKafkaBroker broker;

	private TestBroker() {
	}

	static synchronized EmbeddedKafkaBroker get() {
		if (broker == null) {
			EmbeddedKafkaKraftBroker started = new EmbeddedKafkaKraftBroker(1, 1);
			started.brokerProperty("group.initial.rebalance.delay.ms", "0");
			started.brokerProperty("offsets.topic.num.partitions", "1");
			started.brokerProperty("group.min.session.timeout.ms", "500");
			started.brokerProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
			started.brokerProperty("allow.everyone.if.no.acl.found", "true");
			started.afterPropertiesSet();
			Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
			broker = started;
		}
		return broker;
	}

	static String address() {
		return get().getBrokersAsString();
	}

}
