// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.autoconfigure.remote.RemoteRuns;
import dev.callbacks.autoconfigure.remote.RemoteRuns.Reading;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The runs of all instances, as one of them reads them.
 */
class FleetRunsTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static Instance one;

	private static Instance two;

	@BeforeAll
	static void start() {
		one = Instance.start("runs", FleetNode.Provider.class, "callbacks.relay.instance=one");
		two = Instance.start("runs", FleetNode.Provider.class, "callbacks.relay.instance=two");
	}

	@AfterAll
	static void stop() {
		two.close();
		one.close();
	}

	@Test
	void eventsOfOthersAreToldInOrderAndOwnOnesAreNot() {
		String theirs = name("theirs");
		one.manager().chain("mine").call(() -> "done");
		Events events = new Events();
		try (Reading reading = runs().read(1_000, events)) {
			await().atMost(SOON).until(() -> events.caughtUp == 1);
			two.manager()
				.chain(theirs)
				.call(() -> two.get(CallbackChatModel.class).stream("5").blockLast(Duration.ofSeconds(20)));
			one.manager().chain("mine").call(() -> "done");
			await().atMost(SOON).until(() -> events.types(theirs).contains(EventType.CHAIN_END));
			assertThat(events.told).extracting(Told::instance).contains("two").doesNotContain("one");
			assertThat(events.treeOf(theirs)).extracting(CallbackEvent::type)
				.containsExactly(EventType.CHAIN_START, EventType.CHAT_MODEL_START, EventType.LLM_END,
						EventType.CHAIN_END);
			assertThat(reading.isAway()).isFalse();
		}
	}

	@Test
	void whatWasInTheLastMinutesIsToldFirst() {
		String before = name("before");
		two.manager().chain(before).call(() -> "done");
		Events first = new Events();
		try (Reading reading = runs().read(1_000, first)) {
			await().atMost(SOON).until(() -> first.types(before).contains(EventType.CHAIN_END));
		}
		Events late = new Events();
		try (Reading reading = runs().read(1_000, late)) {
			await().atMost(SOON).until(() -> late.caughtUp == 1);
			assertThat(late.types(before)).containsExactly(EventType.CHAIN_START, EventType.CHAIN_END);
		}
	}

	@Test
	void rootThatBeganBeforeTheReadingIsMadeUp() {
		String early = name("early");
		Events all = new Events();
		Events events = new Events();
		Disposable chain = two.manager()
			.chain(early)
			.stream(() -> Flux.concat(two.get(CallbackChatModel.class).stream("1"),
					two.get(CallbackChatModel.class).stream("1000")))
			.subscribe((chunk) -> {
			}, (failure) -> {
			});
		try (Reading reading = runs().read(1_000, all)) {
			await().atMost(SOON).until(() -> all.treeOf(early).size() == 4);
			try (Reading later = runs().read(0, events)) {
				UUID root = all.treeOf(early).get(0).run().id();
				await().atMost(SOON).until(() -> events.caughtUp == 1);
				chain.dispose();
				await().atMost(SOON).until(() -> events.tree(root).size() == 4);
				assertThat(events.tree(root).get(0)).isInstanceOfSatisfying(ChainStart.class, (start) -> {
					assertThat(start.run().id()).isEqualTo(root);
					assertThat(start.run().name()).isEqualTo("unknown");
				});
				assertThat(events.tree(root)).extracting(CallbackEvent::type)
					.containsExactly(EventType.CHAIN_START, EventType.CUSTOM_EVENT, EventType.LLM_ERROR,
							EventType.CHAIN_ERROR);
			}
		}
	}

	@Test
	void othersStopARunAndAlsoOneBelowARoot() {
		String outer = name("outer");
		String root = name("root");
		Events events = new Events();
		try (Reading reading = runs().read(1_000, events)) {
			two.manager()
				.chain(outer)
				.stream(() -> two.get(CallbackChatModel.class).stream("10000").onErrorComplete())
				.subscribe();
			await().atMost(SOON).until(() -> events.treeOf(outer).size() == 2);
			runs().stop(events.treeOf(outer).get(1).run().id());
			await().atMost(SOON).until(() -> events.treeOf(outer).size() == 4);
			assertThat(((ErrorEvent) events.treeOf(outer).get(2)).reason()).isEqualTo(EndReason.CANCELLED);
			assertThat(events.treeOf(outer).get(3).type()).isEqualTo(EventType.CHAIN_END);
			two.manager().chain(root).stream(Flux::<String>never).onErrorComplete().subscribe();
			await().atMost(SOON).until(() -> !events.treeOf(root).isEmpty());
			runs().stop(events.treeOf(root).get(0).run().id());
			await().atMost(SOON).until(() -> events.types(root).contains(EventType.CHAIN_ERROR));
		}
	}

	@Test
	void treeBelongsToTheProcessThatBeganItWhoeverEndsIt() {
		Events events = new Events();
		try (Reading reading = runs().read(1_000, events)) {
			UUID run = DeadProcess.leaveARun(one, "dead", "one ", "two ");
			await().atMost(SOON).until(() -> events.tree(run).size() == 2);
			assertThat(events.tree(run).get(1)).isInstanceOfSatisfying(LlmError.class, (end) -> {
				assertThat(end.run().kind()).isEqualTo(RunKind.CHAT_MODEL);
				assertThat(end.reason()).isEqualTo(EndReason.ABANDONED);
				assertThat(end.partial().text()).isEqualTo("one two ");
			});
			assertThat(events.told).filteredOn((told) -> told.event().run().id().equals(run))
				.extracting(Told::instance)
				.containsOnly("dead");
		}
	}

	@Test
	void readingEndsWhenItIsClosed() {
		Reading reading = runs().read(1_000, new Events());
		await().atMost(SOON).until(() -> readers() > 0);
		reading.close();
		await().atMost(SOON).until(() -> readers() == 0);
	}

	/**
	 * Returns a name that no run before has.
	 */
	private static String name(String prefix) {
		return prefix + "-" + UUID.randomUUID();
	}

	private static long readers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("callbacks-runs"))
			.count();
	}

	private static RemoteRuns runs() {
		return one.get(RemoteRuns.class);
	}

	private record Told(String instance, CallbackEvent event) {

	}

	private static final class Events implements RemoteRuns.Listener {

		private final List<Told> told = new CopyOnWriteArrayList<>();

		private volatile int caughtUp;

		@Override
		public void event(String instance, CallbackEvent event) {
			this.told.add(new Told(instance, event));
		}

		@Override
		public void caughtUp() {
			this.caughtUp++;
		}

		private List<CallbackEvent> tree(UUID root) {
			return this.told.stream().map(Told::event).filter((event) -> event.run().rootId().equals(root)).toList();
		}

		/**
		 * Returns the events of the tree whose root has a name.
		 */
		private List<CallbackEvent> treeOf(String name) {
			return this.told.stream()
				.map((told) -> told.event().run())
				.filter((run) -> run.parentId() == null && run.name().equals(name))
				.findFirst()
				.map((root) -> tree(root.id()))
				.orElse(List.of());
		}

		private List<EventType> types(String name) {
			return treeOf(name).stream().map(CallbackEvent::type).toList();
		}

	}

}
