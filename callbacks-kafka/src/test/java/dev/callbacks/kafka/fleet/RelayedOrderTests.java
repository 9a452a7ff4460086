// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.FrameReader;
import dev.callbacks.kafka.wire.LifecycleCodec;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopic;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.kafka.wire.RecordKey;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random trees of runs through a relay, whose records arrive late, twice, or not at all.
 */
class RelayedOrderTests {

	private static final LogTopics TOPICS = new LogTopics("l", "t", "c", 1);

	@TempDir
	Path folder;

	private final MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
			new ByteArraySerializer());

	private final List<CallbackEvent> told = new ArrayList<>();

	private final Set<UUID> opened = new HashSet<>();

	private int duplicates;

	private int voids;

	private final FollowedTrees trees = new FollowedTrees(true, true, new FollowedTrees.Listener() {

		@Override
		public void event(Incoming incoming, long number, CallbackEvent event) {
			RelayedOrderTests.this.told.add(event);
		}

		@Override
		public void duplicate(Incoming incoming) {
			RelayedOrderTests.this.duplicates++;
		}

		@Override
		public void isVoid(Incoming incoming) {
			RelayedOrderTests.this.voids++;
		}

	});

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	void lateRecordsAndDoubleOnesChangeNothing(long seed) throws Exception {
		Random random = new Random(seed);
		List<CallbackEvent> emitted = emit(random);
		List<Incoming> log = log();
		for (int i = 0; i < log.size() / 5; i++) {
			log.add(random.nextInt(log.size()), log.get(random.nextInt(log.size())));
		}
		for (int i = 0; i + 8 < log.size(); i += 4) {
			Collections.shuffle(log.subList(i, i + 8), random);
		}
		log.forEach((incoming) -> this.trees.accept(incoming, 1));
		assertThat(this.trees.waiting()).isZero();
		assertThat(this.told).noneMatch(RelayedOrderTests::isGap).hasSameSizeAs(emitted);
		assertThat(this.duplicates).isPositive();
		assertThat(sequences(this.told)).isEqualTo(sequences(emitted));
		assertParentsFirst();
		assertThat(this.trees.open()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	void whatIsMissingIsToldAsAGap(long seed) throws Exception {
		Random random = new Random(seed);
		Map<UUID, List<Long>> emitted = sequences(emit(random));
		List<Incoming> log = log();
		List<Incoming> arrived = log.stream().filter((incoming) -> random.nextInt(10) != 0).toList();
		arrived.forEach((incoming) -> this.trees.accept(incoming, 1));
		this.trees.passOver((tree) -> true, 2);
		assertThat(this.trees.waiting()).isZero();
		Map<UUID, List<CallbackEvent>> byRun = this.told.stream()
			.collect(Collectors.groupingBy((event) -> event.run().id()));
		byRun.forEach((run, events) -> {
			long last = -1;
			boolean gap = false;
			for (CallbackEvent event : events) {
				if (isGap(event)) {
					gap = true;
				}
				else {
					assertThat(event.sequence()).isGreaterThan(last);
					boolean follows = event.sequence() == last + 1;
					// a gap of the tree is told to the run whose event comes next
					assertThat(follows || gap || anyGapBefore(event)).as("%s after %s", event, last).isTrue();
					last = event.sequence();
					gap = false;
				}
			}
		});
		assertThat(emitted.keySet()).containsAll(byRun.keySet());
		assertThat(this.told.stream().anyMatch(RelayedOrderTests::isGap))
			.isEqualTo(arrived.size() < lastOf(log, arrived));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void theFirstEndingIsValidWhateverFollows(long seed) throws Exception {
		Random random = new Random(seed);
		emit(random);
		List<Incoming> log = log();
		int cut = 1 + random.nextInt(log.size() - 1);
		log.subList(0, cut).forEach((incoming) -> this.trees.accept(incoming, 1));
		long ends = 0;
		for (FollowedTree tree : this.trees.open()) {
			List<FollowedRun> open = new ArrayList<>();
			tree.runs().forEach(open::add);
			for (FollowedRun run : open) {
				if (!run.isEnded()) {
					ends++;
					LogRecord.Event event = new LogRecord.Event(new Origin("keeper", 99), tree.highest(),
							Abandonment.of(run, true), null);
					Incoming incoming = new Incoming(tree.root(), LogTopic.LIFECYCLE, 0, 1_000, 1_000, event, false);
					this.trees.accept(incoming, 1);
					this.trees.accept(incoming, 1);
				}
			}
		}
		log.subList(cut, log.size()).forEach((incoming) -> this.trees.accept(incoming, 1));
		this.trees.passOver((tree) -> true, 2);
		Map<UUID, Long> endings = this.told.stream()
			.filter(TerminalEvent.class::isInstance)
			.collect(Collectors.groupingBy((event) -> event.run().id(), Collectors.counting()));
		assertThat(endings.values()).containsOnly(1L);
		assertThat(endings.keySet()).isEqualTo(this.opened);
		assertThat(this.told.stream()
			.filter((event) -> event instanceof ErrorEvent error && error.reason() == EndReason.ABANDONED)
			.count()).isEqualTo(ends);
		assertThat(this.voids).isGreaterThanOrEqualTo((int) ends);
	}

	private boolean anyGapBefore(CallbackEvent event) {
		return this.told.subList(0, this.told.indexOf(event))
			.stream()
			.anyMatch((before) -> isGap(before) && before.run().rootId().equals(event.run().rootId()));
	}

	/**
	 * Returns the number of records up to the last one of each tree that arrived.
	 */
	private static int lastOf(List<Incoming> log, List<Incoming> arrived) {
		Map<UUID, Long> last = new HashMap<>();
		arrived.forEach((incoming) -> last.merge(incoming.root(), incoming.place().ordinal(), Math::max));
		return (int) log.stream()
			.filter((incoming) -> incoming.place().ordinal() <= last.getOrDefault(incoming.root(), 0L))
			.count();
	}

	private static boolean isGap(CallbackEvent event) {
		return event instanceof CustomEvent custom && custom.name().equals(Gap.NAME);
	}

	private static Map<UUID, List<Long>> sequences(List<CallbackEvent> events) {
		return events.stream()
			.collect(Collectors.groupingBy((event) -> event.run().id(),
					Collectors.mapping(CallbackEvent::sequence, Collectors.toList())));
	}

	private void assertParentsFirst() {
		Set<UUID> started = new HashSet<>();
		Set<UUID> ended = new HashSet<>();
		for (CallbackEvent event : this.told) {
			if (event instanceof StartEvent) {
				started.add(event.run().id());
				assertThat(event.run().parentId() == null || started.contains(event.run().parentId())).isTrue();
			}
			if (event instanceof TerminalEvent) {
				ended.add(event.run().id());
			}
		}
		assertThat(ended).isEqualTo(started).isEqualTo(this.opened);
	}

	/**
	 * Lets runs happen, and returns the events that a handler beside the relay got.
	 */
	private List<CallbackEvent> emit(Random random) throws Exception {
		List<CallbackEvent> emitted = Collections.synchronizedList(new ArrayList<>());
		RelayOptions options = new RelayOptions(new Origin("one", 1), TOPICS, true, false, Duration.ofMillis(5),
				Duration.ofMillis(5), 1 << 20, 100_000, Duration.ofSeconds(3), Duration.ofSeconds(10), this.folder, 0);
		Relay relay = new Relay(options, new TreeNumbers(100), () -> this.producer);
		relay.start();
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(relay);
		manager.add(new Observer(emitted));
		for (int tree = 0; tree < 3; tree++) {
			grow(manager, random, 3);
		}
		assertThat(manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
		manager.stop(Duration.ofSeconds(1));
		relay.stop(Duration.ofSeconds(5));
		assertThat(relay.counts().accepted()).isEqualTo(emitted.size()).isEqualTo(relay.counts().relayed());
		return emitted;
	}

	private void grow(CallbackManager manager, Random random, int depth) throws Exception {
		DrivenRun run = (random.nextBoolean() || depth == 3) ? manager.open(RunKind.CHAIN, "chain", "input")
				: manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("hello"));
		this.opened.add(run.info().id());
		run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
		try (Run.Scope scope = run.scope()) {
			for (int i = 0; i < random.nextInt(12); i++) {
				if (depth > 0 && random.nextInt(4) == 0) {
					grow(manager, random, depth - 1);
				}
				else if (run.info().kind().isModel()) {
					run.token(ChatChunk.of("t" + i));
				}
				else {
					run.emit("custom", i);
				}
			}
		}
		if (random.nextInt(4) == 0) {
			run.error(new IllegalStateException("no"));
		}
		else {
			run.end(run.info().kind().isModel() ? null : "output");
		}
	}

	private List<Incoming> log() {
		List<Incoming> log = new ArrayList<>();
		for (ProducerRecord<byte[], byte[]> record : this.producer.history()) {
			if (record.key() != null) {
				UUID root = RecordKey.root(record.key());
				boolean tokens = record.topic().equals(TOPICS.tokens());
				LogRecord read = tokens ? FrameReader.read(root, record.value()) : LifecycleCodec.read(record.value());
				log.add(new Incoming(root, tokens ? LogTopic.TOKENS : LogTopic.LIFECYCLE, 0, log.size(), log.size(),
						read, false));
			}
		}
		return log;
	}

	private record Observer(List<CallbackEvent> events) implements dev.callbacks.CallbackHandler {

		@Override
		public void onEvent(CallbackEvent event) {
			this.events.add(event);
		}

	}

}
