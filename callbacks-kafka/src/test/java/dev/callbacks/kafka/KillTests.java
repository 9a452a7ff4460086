// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.autoconfigure.stream.RemoteStreams;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.kafka.fleet.Gap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Instances that are killed while they have runs (G17). {@code -Dfleet.kills} and
 * {@code -Dfleet.seed} make it longer and other.
 */
class KillTests {

	private static final int KILLS = Integer.getInteger("fleet.kills", 3);

	private static final long SEED = Long.getLong("fleet.seed", 1);

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final Queue<CallbackEvent> SEEN = new ConcurrentLinkedQueue<>();

	private static final Set<UUID> RUNS = ConcurrentHashMap.newKeySet();

	/** The share of this process of what the nodes print, without tokens. */
	private static final Queue<String> PRINTED = new ConcurrentLinkedQueue<>();

	@TempDir
	Path folder;

	private final List<Path> outputs = new ArrayList<>();

	private final Random random = new Random(SEED);

	@Test
	void everyRunOfAProcessThatIsKilledHasOneEnding() throws Exception {
		String fleet = "kill" + SEED;
		List<Process> nodes = new ArrayList<>();
		try (Instance observer = Instance.start(fleet, Observer.class, "callbacks.handlers.observer.source=fleet",
				"callbacks.handlers.printer.source=fleet")) {
			SEEN.clear();
			RUNS.clear();
			nodes.add(node(fleet));
			nodes.add(node(fleet));
			for (int kill = 0; kill < KILLS; kill++) {
				Path output = this.outputs.get(kill);
				await().atMost(SOON).until(() -> Files.readString(output).contains(FleetNode.READY));
				int before = runs().size();
				int more = 20 + this.random.nextInt(40);
				await().atMost(SOON).until(() -> runs().size() > before + more);
				CompletableFuture<List<NumberedEvent>> followed = follow(observer);
				nodes.remove(0).destroyForcibly().waitFor();
				assertInOrderToTheEnd(followed.get(15, TimeUnit.SECONDS));
				if (kill < KILLS - 1) {
					nodes.add(node(fleet));
				}
			}
			for (Process node : nodes) {
				node.destroy();
				assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
			}
			await().atMost(SOON).untilAsserted(() -> assertThat(ended()).containsExactlyInAnyOrderElementsOf(runs()));
			assertThat(abandoned()).isGreaterThanOrEqualTo(KILLS);
			assertOrder(fleet);
			assertThat(observer.counts().skipped()).isZero();
			await().atMost(SOON).untilAsserted(() -> assertThat(keys()).allMatch(printed()::contains));
		}
		finally {
			nodes.forEach(Process::destroyForcibly);
		}
	}

	@Test
	void aProcessThatComesBackFromAPauseEndsNoRunTwice() throws Exception {
		assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "only 'kill' can let a process pause");
		String fleet = "pause" + SEED;
		Process node = null;
		try (Instance observer = Instance.start(fleet, Observer.class, "callbacks.handlers.observer.source=fleet")) {
			SEEN.clear();
			RUNS.clear();
			node = node(fleet);
			await().atMost(SOON).until(() -> runs().size() > 40);
			signal(node, "STOP");
			await().atMost(SOON).untilAsserted(() -> assertThat(ended()).containsExactlyInAnyOrderElementsOf(runs()));
			assertThat(abandoned()).isPositive();
			long abandoned = abandoned();
			signal(node, "CONT");
			int before = runs().size();
			await().atMost(SOON).until(() -> runs().size() > before + 40 && observer.counts().voids() > 0);
			node.destroy();
			assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
			await().atMost(SOON).untilAsserted(() -> assertThat(ended()).containsExactlyInAnyOrderElementsOf(runs()));
			assertThat(abandoned()).isEqualTo(abandoned);
		}
		finally {
			if (node != null) {
				node.destroyForcibly();
			}
		}
	}

	private static void signal(Process process, String signal) throws Exception {
		new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid())).inheritIO().start().waitFor();
	}

	private static long abandoned() {
		return SEEN.stream()
			.filter((event) -> event instanceof ErrorEvent error && error.reason() == EndReason.ABANDONED)
			.count();
	}

	private static Set<UUID> runs() {
		return Set.copyOf(RUNS);
	}

	private static List<UUID> ended() {
		return SEEN.stream().filter(TerminalEvent.class::isInstance).map((event) -> event.run().id()).toList();
	}

	/**
	 * Follows the run that began last, as a browser does that is served by this process.
	 */
	private static CompletableFuture<List<NumberedEvent>> follow(Instance instance) {
		List<CallbackEvent> seen = List.copyOf(SEEN);
		UUID root = seen.get(seen.size() - 1).run().rootId();
		for (CallbackEvent event : seen) {
			root = (event instanceof StartEvent) ? event.run().rootId() : root;
		}
		return instance.get(RemoteStreams.class).follow(root, 0).collectList().toFuture();
	}

	private static void assertInOrderToTheEnd(List<NumberedEvent> followed) {
		assertThat(followed).extracting(NumberedEvent::number).isSorted().doesNotHaveDuplicates();
		assertThat(followed.get(followed.size() - 1).event()).isInstanceOf(TerminalEvent.class);
	}

	private void assertOrder(String fleet) {
		Map<UUID, List<CallbackEvent>> byRun = SEEN.stream()
			.collect(Collectors.groupingBy((event) -> event.run().id()));
		byRun.values().forEach((events) -> {
			boolean gap = false;
			long last = -1;
			StringBuilder text = new StringBuilder();
			for (CallbackEvent event : events) {
				if (event instanceof CustomEvent custom && custom.name().equals(Gap.NAME)) {
					gap = true;
					continue;
				}
				assertThat(event.sequence()).isGreaterThan(last);
				assertThat(event.sequence() == last + 1 || gap).as("gaps are told: %s", events).isTrue();
				last = event.sequence();
				if (event instanceof LlmNewToken token) {
					text.append(token.token());
				}
				if (event instanceof LlmError error && error.reason() == EndReason.ABANDONED && !gap) {
					assertThat(error.partial().text()).isEqualTo(text.toString());
				}
			}
			assertThat(events.get(0)).as(() -> describe(fleet, events.get(0).run().rootId()))
				.isInstanceOf(StartEvent.class);
			assertThat(events.get(events.size() - 1)).isInstanceOf(TerminalEvent.class);
		});
	}

	private String describe(String fleet, UUID root) {
		return SEEN.stream()
			.filter((event) -> event.run().rootId().equals(root))
			.map((event) -> event + ((event instanceof CustomEvent custom) ? " " + custom.data() : ""))
			.collect(Collectors.joining("\n", "", "\n" + RawLog.around(fleet, root) + "\n" + logged()));
	}

	/**
	 * Returns what the nodes have logged.
	 */
	private String logged() {
		StringBuilder logged = new StringBuilder();
		for (Path output : this.outputs) {
			try (Stream<String> lines = Files.lines(output)) {
				logged.append(lines.filter((line) -> !line.startsWith("event "))
					.collect(Collectors.joining("\n", output.getFileName() + ":\n", "\n")));
			}
			catch (IOException ex) {
				logged.append(ex);
			}
		}
		return logged.toString();
	}

	/**
	 * Returns what the nodes' handlers were told, which they share.
	 */
	private Set<String> printed() throws IOException {
		Set<String> printed = new HashSet<>(PRINTED);
		for (Path output : this.outputs) {
			try (Stream<String> lines = Files.lines(output)) {
				lines.filter((line) -> line.startsWith("event ") && !line.endsWith(" LLM_NEW_TOKEN"))
					.forEach(printed::add);
			}
		}
		return printed;
	}

	private static List<String> keys() {
		List<String> keys = new ArrayList<>();
		for (CallbackEvent event : SEEN) {
			if (!(event instanceof CustomEvent || event instanceof LlmNewToken)) {
				keys.add(FleetNode.line(event));
			}
		}
		return keys;
	}

	private Process node(String fleet) throws IOException {
		Path output = this.folder.resolve("node-" + this.outputs.size() + ".txt");
		this.outputs.add(output);
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
				System.getProperty("java.class.path"), FleetNode.class.getName(), TestBroker.address(), fleet,
				Long.toString(this.random.nextLong()))
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
	}

	@Configuration(proxyBeanMethods = false)
	static class Observer {

		@Bean
		CallbackHandler observer() {
			return new CallbackHandler() {

				@Override
				public void onEvent(CallbackEvent event) {
					SEEN.add(event);
					RUNS.add(event.run().id());
				}

			};
		}

		@Bean
		CallbackHandler printer() {
			return new CallbackHandler() {

				@Override
				public void onEvent(CallbackEvent event) {
					if (!(event instanceof LlmNewToken)) {
						PRINTED.add(FleetNode.line(event));
					}
				}

			};
		}

	}

}
