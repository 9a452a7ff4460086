// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.kafka.fleet.Gap;
import dev.callbacks.kafka.relay.RelayCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that goes away in the middle of the work.
 */
class BrokerTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final int RUNS = 30;

	private static final List<CallbackEvent> SEEN = new CopyOnWriteArrayList<>();

	@TempDir
	Path folder;

	@Test
	void callsGoOnWithoutABrokerAndTheirEventsFollow() throws Exception {
		String spool = "callbacks.relay.spool.folder=" + this.folder.resolve("spool");
		try (BrokerProcess broker = new BrokerProcess(this.folder)) {
			try (Instance instance = start(broker, spool)) {
				call(instance);
				awaitEnded(RUNS);
				broker.kill();
				long begin = System.nanoTime();
				call(instance);
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("no call waits for the broker")
					.isLessThan(Duration.ofSeconds(10));
				await().atMost(SOON).until(instance.relay()::isBrokerAway);
				call(instance);
				broker.start();
				awaitEnded(3 * RUNS);
				await().atMost(SOON).until(() -> balances(instance.relay().counts()));
				assertOrder();
				broker.kill();
				call(instance);
				await().atMost(SOON).until(instance.relay()::isBrokerAway);
				RelayCounts counts = instance.relay().counts();
				instance.close();
				assertThat(counts.accepted()).isEqualTo(counts.relayed() + counts.spooled() + counts.shed());
				assertThat(counts.spooled()).isGreaterThanOrEqualTo(2 * RUNS - 1);
			}
			broker.start();
			try (Instance next = start(broker, spool)) {
				// what the first instance could not commit may come again
				await().atMost(SOON).untilAsserted(() -> assertThat(Set.copyOf(ended())).hasSize(4 * RUNS));
				assertThat(next.relay().counts().recovered()).isGreaterThanOrEqualTo(2 * RUNS - 1);
			}
			assertThat(reasons()).doesNotContain(EndReason.ABANDONED);
		}
	}

	private static Instance start(BrokerProcess broker, String... properties) {
		return Instance.start(broker.address(), "broker", Beans.class, "callbacks.handlers.observer.source=fleet",
				"callbacks.relay.connect-timeout=20s", properties[0], "callbacks.relay.shutdown-timeout=2s",
				"spring.kafka.producer.properties.request.timeout.ms=1000",
				"spring.kafka.producer.properties.delivery.timeout.ms=2000");
	}

	private static void awaitEnded(int runs) {
		await().atMost(SOON).untilAsserted(() -> assertThat(ended()).doesNotHaveDuplicates().hasSize(runs));
	}

	private static boolean balances(RelayCounts counts) {
		return counts.accepted() == counts.relayed() + counts.shed() && counts.spooled() == 0;
	}

	private static void call(Instance instance) {
		CallbackChatModel model = instance.get(CallbackChatModel.class);
		Flux.range(0, RUNS).flatMap((i) -> model.stream("10")).blockLast(SOON);
	}

	private static List<UUID> ended() {
		return SEEN.stream().filter(TerminalEvent.class::isInstance).map((event) -> event.run().id()).toList();
	}

	private static List<EndReason> reasons() {
		return SEEN.stream()
			.filter(ErrorEvent.class::isInstance)
			.map((event) -> ((ErrorEvent) event).reason())
			.toList();
	}

	private static void assertOrder() {
		Map<UUID, List<CallbackEvent>> byRun = SEEN.stream()
			.collect(Collectors.groupingBy((event) -> event.run().id()));
		byRun.values().forEach((events) -> {
			boolean gap = false;
			long last = -1;
			for (CallbackEvent event : events) {
				if (event instanceof CustomEvent custom && custom.name().equals(Gap.NAME)) {
					gap = true;
				}
				else {
					assertThat(event.sequence() == last + 1 || (gap && event.sequence() > last)).as("%s", events)
						.isTrue();
					last = event.sequence();
				}
			}
		});
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
