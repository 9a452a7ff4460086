// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.CallbackHandler;
import dev.callbacks.Run;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayCounts;
import dev.callbacks.spi.FleetHandlers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What an application finds at its start, and what is wrong with it.
 */
@ExtendWith(OutputCaptureExtension.class)
class SetupTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final List<CallbackEvent> SEEN = new CopyOnWriteArrayList<>();

	@Test
	void aTopicWithAnotherNumberOfPartitionsStopsTheStart() throws Exception {
		try (Admin admin = admin()) {
			admin.createTopics(List.of(new NewTopic("wrong.lifecycle", 5, (short) 1))).all().get();
		}
		assertThatThrownBy(() -> Instance.start("wrong", Beans.class)).rootCause()
			.isInstanceOfSatisfying(CallbackConfigurationException.class, (ex) -> {
				assertThat(ex).hasMessage("The topic 'wrong.lifecycle' has 5 partitions, and not 3");
				assertThat(ex.action()).startsWith("Set 'callbacks.relay.topics.partitions' to 5");
			});
	}

	@Test
	void aTopicWithTheTimesOfItsWritersStopsTheStart() throws Exception {
		try (Admin admin = admin()) {
			admin.createTopics(List.of(new NewTopic("clocks.lifecycle", 3, (short) 1))).all().get();
		}
		assertThatThrownBy(() -> Instance.start("clocks", Beans.class)).rootCause()
			.isInstanceOfSatisfying(CallbackConfigurationException.class, (ex) -> {
				assertThat(ex).hasMessage("The topic 'clocks.lifecycle' has the times of its writers' clocks");
				assertThat(ex.action()).contains("message.timestamp.type=LogAppendTime");
			});
	}

	@Test
	void anApplicationWithoutRightsWorksAndSaysWhatIsMissing(CapturedOutput output) throws Exception {
		try (Admin admin = admin(); Instance first = Instance.start("barred", Beans.class)) {
			assertThat(first.relay().isBrokerAway()).isFalse();
			AccessControlEntry nobody = new AccessControlEntry("User:*", "*", AclOperation.ALL, AclPermissionType.DENY);
			admin
				.createAcls(List.of(new AclBinding(
						new ResourcePattern(ResourceType.TOPIC, "barred.", PatternType.PREFIXED), nobody)))
				.all()
				.get();
		}
		RelayCounts counts;
		try (Instance instance = Instance.start("barred", Beans.class, "callbacks.handlers.observer.source=fleet",
				"callbacks.relay.shutdown-timeout=1s")) {
			assertThat(output).contains("The topics of the relay could not be checked");
			assertThat(instance.get(CallbackChatModel.class).call("3").text()).isEqualTo("t0 t1 t2 ");
			await().atMost(SOON).until(instance.relay()::isBrokerAway);
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(output).contains("'callbacks-fleet-reader-observer' begins anew")
					.contains("'callbacks-control' begins anew")
					.contains("Not authorized to access topics"));
			counts = instance.relay().counts();
		}
		assertThat(counts.accepted()).isEqualTo(counts.relayed() + counts.spooled() + counts.shed()).isEqualTo(2);
	}

	@Test
	void aMissingTopicThatIsNotToBeCreatedStopsTheStart() {
		assertThatThrownBy(() -> Instance.start("missing", Beans.class, "callbacks.relay.topics.create=false"))
			.rootCause()
			.isInstanceOf(CallbackConfigurationException.class)
			.hasMessage("The topic 'missing.lifecycle' does not exist");
	}

	@Test
	void anApplicationStartsAndWorksWithoutABroker(CapturedOutput output) {
		try (Instance instance = Instance.start("127.0.0.1:1", "nobody", Beans.class,
				"callbacks.relay.connect-timeout=300ms", "callbacks.relay.shutdown-timeout=1s",
				"callbacks.relay.spool.max-size=0")) {
			assertThat(instance.get(CallbackChatModel.class).call("3").text()).isEqualTo("t0 t1 t2 ");
			assertThat(output).contains("The topics of the relay could not be checked");
		}
		assertThat(output).contains("Events in the relay: 2 accepted, 0 relayed, 0 spooled, 2 shed");
	}

	@Test
	void aChildContextHasTheRelayOfItsParent() {
		try (Instance instance = Instance.start("127.0.0.1:1", "child", Beans.class,
				"callbacks.relay.connect-timeout=100ms", "callbacks.relay.shutdown-timeout=100ms");
				Instance child = instance.child()) {
			assertThat(child.relay()).isSameAs(instance.relay());
		}
	}

	@Test
	void topicsAreAsConfiguredAlthoughTheBrokerComesAfterTheApplication() throws Exception {
		try (LateBroker broker = new LateBroker();
				Instance instance = Instance.start(broker.address(), "late", Beans.class,
						"callbacks.relay.connect-timeout=300ms")) {
			instance.get(CallbackChatModel.class).call("3");
			await().atMost(SOON).until(instance.relay()::isBrokerAway);
			broker.comeUp();
			RelayCounts counts = instance.relay().counts();
			await().atMost(SOON).until(() -> counts.relayed() == counts.accepted());
			try (Admin admin = admin()) {
				assertThat(admin.describeTopics(List.of("late.lifecycle", "late.tokens")).allTopicNames().get())
					.allSatisfy((name, topic) -> assertThat(topic.partitions()).hasSize(3));
			}
		}
	}

	@Test
	void withoutContentThereAreNoTokens(CapturedOutput output) throws Exception {
		try (Instance instance = Instance.start("secret", Beans.class, "callbacks.relay.content=false",
				"callbacks.handlers.observer.source=fleet")) {
			assertThat(output).contains("The relay sends no content");
			int before = SEEN.size();
			instance.get(CallbackChatModel.class).stream("3").blockLast();
			await().atMost(SOON).until(() -> SEEN.size() == before + 2);
			assertThat(((ChatModelStart) SEEN.get(before)).messages()).isEmpty();
			assertThat(((LlmEnd) SEEN.get(before + 1)).result().text()).isEmpty();
			assertThat(((LlmEnd) SEEN.get(before + 1)).tokens()).isEqualTo(4);
			try (Admin admin = admin()) {
				assertThat(admin.listTopics().names().get()).contains("secret.lifecycle")
					.doesNotContain("secret.tokens");
			}
		}
	}

	@Test
	void recordsThatAreNotOursAreSkippedAndCounted(CapturedOutput output) throws Exception {
		try (Instance instance = Instance.start("foreign", Beans.class, "callbacks.handlers.observer.source=fleet")) {
			try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
					Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.address()), new ByteArraySerializer(),
					new ByteArraySerializer())) {
				for (String topic : List.of("foreign.lifecycle", "foreign.tokens")) {
					for (int partition = 0; partition < 3; partition++) {
						for (String value : List.of("hello", "{\"v\":9}", "")) {
							producer.send(new ProducerRecord<>(topic, partition, "key".getBytes(StandardCharsets.UTF_8),
									value.getBytes(StandardCharsets.UTF_8)));
						}
						producer.send(new ProducerRecord<>(topic, partition, null, null));
					}
				}
			}
			int before = SEEN.size();
			instance.get(CallbackChatModel.class).stream("3").blockLast();
			await().atMost(SOON).until(() -> SEEN.size() == before + 6);
			// by the reader and by the keeper
			await().atMost(SOON).until(() -> instance.counts().skipped() == 2 * 24);
			assertThat(output).contains("is skipped, and so are others like it");
		}
	}

	@Test
	void anEventThatIsTooLargeComesWithoutItsContent() {
		try (Instance instance = Instance.start("large", Beans.class, "callbacks.handlers.observer.source=fleet",
				"callbacks.relay.max-record-size=4KB")) {
			int before = SEEN.size();
			instance.manager().chain("chain").call(() -> {
				Run.current().emit("large", "x".repeat(2_000_000));
				return null;
			});
			await().atMost(SOON).until(() -> SEEN.size() == before + 3);
			assertThat(((CustomEvent) SEEN.get(before + 1)).data()).isNull();
			assertThat(((CustomEvent) SEEN.get(before + 1)).name()).isEqualTo("large");
		}
	}

	@Test
	void propertiesThatCannotWorkAreNamed() {
		assertThatThrownBy(() -> Instance.start("lease", Beans.class, "callbacks.relay.lease=300ms")).rootCause()
			.hasMessageStartingWith("The property 'callbacks.relay.lease' must be at least twice");
		assertThatExceptionOfType(CallbackConfigurationException.class)
			.isThrownBy(() -> new RelayProperties.Topics("l", "t", "c", 0, true, null, SOON))
			.withMessageContaining("callbacks.relay.topics.partitions");
	}

	@Test
	void withoutThePropertyNothingIsThere() {
		try (Instance instance = Instance.start("off", Beans.class, "callbacks.relay.enabled=false")) {
			assertThat(instance.has(Relay.class)).isFalse();
			assertThat(instance.has(FleetHandlers.class)).isFalse();
		}
	}

	private static Admin admin() {
		return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.address()));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(FleetNode.Provider.class)
	static class Beans {

		@Bean
		CallbackHandler observer() {
			return new CallbackHandler() {

				@Override
				public void onEvent(CallbackEvent event) {
					SEEN.add(event);
				}

			};
		}

	}

}
