// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.autoconfigure.operation.HandlerCountersConfiguration;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.kafka.fleet.AcceptsReplays;
import dev.callbacks.kafka.fleet.FleetReplays;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Two instances and the events that their handlers share.
 */
class FleetTests {

	private static final List<CallbackEvent> SEEN = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		SEEN.clear();
		Again.SEEN.clear();
	}

	@Test
	void eventsOfAllInstancesReachTheHandlersOfTheFleetInOrder() {
		try (Instance one = Instance.start("order", Beans.class, "callbacks.handlers.observer.source=fleet");
				Instance two = Instance.start("order", Beans.class, "callbacks.handlers.observer.source=fleet")) {
			for (int i = 0; i < 10; i++) {
				one.manager().chain("chain").call(() -> one.get(CallbackChatModel.class).stream("one").blockLast());
				two.get(CallbackChatModel.class).stream("two").blockLast();
			}
			await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(ended()).hasSize(30));
			SEEN.stream().collect(Collectors.groupingBy((event) -> event.run().id())).forEach((run, events) -> {
				assertThat(events).extracting(CallbackEvent::sequence)
					.as(() -> describe(events) + " " + one.counts() + " " + two.counts())
					.isSorted()
					.doesNotHaveDuplicates();
				if (events.get(0).run().kind().isModel()) {
					assertThat(events).hasSize(13);
					assertThat(events.get(0)).isInstanceOf(ChatModelStart.class);
					LlmEnd end = (LlmEnd) events.get(12);
					assertThat(end.start()).isSameAs(events.get(0));
					assertThat(end.result().text()).isEqualTo(events.stream()
						.filter(LlmNewToken.class::isInstance)
						.map((token) -> ((LlmNewToken) token).token())
						.collect(Collectors.joining()));
				}
			});
			assertThat(one.counts().skipped() + two.counts().skipped()).isZero();
			assertThat(one.counts().gaps() + two.counts().gaps()).isZero();
			assertThat(one.counts().duplicates() + two.counts().duplicates()).isZero();
		}
	}

	@Test
	void aReplayTellsATreeAgainToThoseWhoAcceptIt() {
		try (Instance instance = Instance.start("replay", Beans.class, "callbacks.handlers.observer.source=fleet",
				"callbacks.handlers.again.source=fleet")) {
			instance.manager()
				.chain("replayed")
				.call(() -> instance.get(CallbackChatModel.class).stream("one").blockLast());
			await().atMost(Duration.ofSeconds(20)).until(() -> Again.SEEN.size() == 15 && SEEN.size() == 15);
			List<CallbackEvent> first = List.copyOf(Again.SEEN);
			int others = SEEN.size();
			assertThat(instance.get(FleetReplays.class).replay(first.get(0).run().rootId())).isEqualTo(15);
			List<CallbackEvent> again = Again.SEEN.subList(15, 30);
			assertThat(again).usingRecursiveFieldByFieldElementComparatorIgnoringFields("run", "start")
				.isEqualTo(first);
			assertThat(again)
				.allSatisfy((event) -> assertThat(event.run().metadata()).containsEntry(AcceptsReplays.REPLAYED, true));
			assertThat(first).allSatisfy((event) -> assertThat(event.run().metadata()).isEmpty());
			assertThat(SEEN).hasSize(others);
			assertThat(instance.get(FleetReplays.class).replay(UUID.randomUUID())).isZero();
		}
	}

	@Test
	void anOperatorSeesTheHandlersOfTheFleetBesideTheOthers() {
		try (Instance instance = Instance.start("seen", Beans.class, "callbacks.handlers.observer.source=fleet",
				"callbacks.handlers.observer.timeout=7s")) {
			HandlerOperations operations = instance.get(HandlerOperations.class);
			instance.get(CallbackChatModel.class).stream("one").blockLast();
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(operations.find("observer")).get()
					.extracting(RegisteredHandlerDescriptor::calls)
					.isEqualTo(13L));
			assertThat(operations.all()).extracting(RegisteredHandlerDescriptor::name)
				.contains("again", "callbackRelay")
				.endsWith("observer");
			assertThat(operations.find("observer").orElseThrow().settings().get("timeout").value())
				.isEqualTo(Duration.ofSeconds(7));
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> operations.change("observer", false, null));
		}
	}

	private static String describe(List<CallbackEvent> events) {
		return events.stream()
			.map((event) -> event + ((event instanceof CustomEvent custom) ? " " + custom.data() : ""))
			.collect(Collectors.joining("\n"));
	}

	private static List<UUID> ended() {
		return SEEN.stream()
			.filter((event) -> event.type() == EventType.LLM_END || event.type() == EventType.CHAIN_END)
			.map((event) -> event.run().id())
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(HandlerCountersConfiguration.class)
	static class Beans {

		@Bean
		ChatProvider provider() {
			return new ChatProvider() {

				@Override
				public Flux<ChatChunk> stream(ChatRequest request) {
					return Flux.fromStream(IntStream.range(0, 10).mapToObj((i) -> ChatChunk.of("tok" + i + " ")))
						.concatWithValues(ChatChunk.closing());
				}

				@Override
				public String name() {
					return "test";
				}

			};
		}

		@Bean
		CallbackHandler observer() {
			return new CallbackHandler() {

				@Override
				public void onEvent(CallbackEvent event) {
					SEEN.add(event);
				}

			};
		}

		@Bean
		Again again() {
			return new Again();
		}

	}

	static final class Again implements CallbackHandler, AcceptsReplays {

		private static final List<CallbackEvent> SEEN = new CopyOnWriteArrayList<>();

		@Override
		public void onEvent(CallbackEvent event) {
			SEEN.add(event);
		}

	}

}
