// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.RunConfig;
import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.autoconfigure.stream.RemoteStream;
import dev.callbacks.autoconfigure.stream.RemoteStreams;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams that are read at another instance than the one that produces them.
 * {@code -Dfleet.resumes} and {@code -Dfleet.seed} make it longer and other.
 */
class ResumeTests {

	private static final int RESUMES = Integer.getInteger("fleet.resumes", 150);

	private static final long SEED = Long.getLong("fleet.seed", 1);

	private static final int TREES_AT_ONCE = 4;

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Random RANDOM = new Random();

	private static Instance owner;

	private static Instance other;

	@BeforeAll
	static void start() {
		owner = Instance.start("resume", FleetNode.Provider.class);
		other = Instance.start("resume", FleetNode.Provider.class);
	}

	@AfterAll
	static void stop() {
		owner.close();
		other.close();
	}

	@Test
	void readersThatGoOnElsewhereGetEachEventOnce() {
		AtomicLong resumes = new AtomicLong();
		Flux.range(0, Integer.MAX_VALUE)
			.takeWhile((tree) -> resumes.get() < RESUMES)
			.flatMap((tree) -> Mono.fromRunnable(() -> resumes.addAndGet(follow(new Random(SEED + tree))))
				.subscribeOn(Schedulers.boundedElastic()), TREES_AT_ONCE)
			.blockLast();
		assertThat(resumes.get()).isGreaterThanOrEqualTo(RESUMES);
	}

	/**
	 * Follows a tree whose reader goes away again and again.
	 * @return how often it has begun to read
	 */
	private static int follow(Random random) {
		int resumes = 0;
		UUID root = begin(40 + random.nextInt(40));
		RemoteStreams streams = other.get(RemoteStreams.class);
		await().atMost(SOON).until(() -> streams.find(root).block(SOON) != null);
		List<NumberedEvent> read = new ArrayList<>();
		while (read.isEmpty() || !isEnd(read.get(read.size() - 1), root)) {
			long last = read.isEmpty() ? 0 : read.get(read.size() - 1).number();
			List<NumberedEvent> next = streams.follow(root, last).take(1 + random.nextInt(6)).collectList().block(SOON);
			assertThat(next).isNotEmpty();
			read.addAll(next);
			resumes++;
		}
		for (int i = 0; i < read.size(); i++) {
			assertThat(read.get(i).number()).isEqualTo(i + 1);
		}
		assertThat(text(read)).isEqualTo(result(read));
		return resumes;
	}

	@Test
	void readersAtOnceShareOneReaderOfTheLog() throws Exception {
		UUID root = begin(60);
		RemoteStreams streams = other.get(RemoteStreams.class);
		await().atMost(SOON).until(() -> streams.find(root).block(SOON) != null);
		List<List<NumberedEvent>> all = Flux.range(0, 50)
			.flatMap((i) -> streams.follow(root, 0).collectList(), 50)
			.collectList()
			.block(SOON);
		assertThat(all).hasSize(50)
			.allSatisfy((read) -> assertThat(read).extracting(NumberedEvent::number)
				.isEqualTo(all.get(0).stream().map(NumberedEvent::number).toList()));
		assertThat(all.get(0)).hasSize(63);
		RemoteStream over = streams.find(root).block(SOON);
		assertThat(over.last()).isEqualTo(63);
		assertThat(streams.stop(root).block(SOON)).isFalse();
	}

	@Test
	void stopReachesTheOwner() throws Exception {
		UUID root = begin(2_000);
		RemoteStreams streams = other.get(RemoteStreams.class);
		await().atMost(SOON).until(() -> Boolean.TRUE.equals(streams.stop(root).block(SOON)));
		List<NumberedEvent> read = streams.follow(root, 0).collectList().block(SOON);
		assertThat(read.get(read.size() - 1).event()).isInstanceOfSatisfying(LlmError.class,
				(end) -> assertThat(end.reason()).isEqualTo(EndReason.CANCELLED));
	}

	@Test
	void whatIsNotThereIsNotFound() {
		RemoteStreams streams = other.get(RemoteStreams.class);
		assertThat(streams.find(UUID.randomUUID()).block(SOON)).isNull();
		assertThat(streams.find(id(Duration.ZERO)).block(SOON)).isNull();
		assertThat(streams.find(id(Duration.ofHours(2))).block(SOON)).isNull();
		assertThat(streams.find(id(Duration.ofHours(-2))).block(SOON)).isNull();
		assertThat(streams.follow(id(Duration.ZERO), 0).collectList().block(SOON)).isEmpty();
		assertThat(streams.stop(id(Duration.ZERO)).block(SOON)).isFalse();
	}

	private static boolean isEnd(NumberedEvent event, UUID root) {
		return event.event() instanceof TerminalEvent && event.event().run().id().equals(root);
	}

	private static String text(List<NumberedEvent> read) {
		StringBuilder text = new StringBuilder();
		read.forEach((event) -> text.append((event.event() instanceof LlmNewToken token) ? token.token() : ""));
		return text.toString();
	}

	private static String result(List<NumberedEvent> read) {
		return ((LlmEnd) read.get(read.size() - 1).event()).result().text();
	}

	/**
	 * Begins a stream at the owner.
	 */
	private static UUID begin(int tokens) {
		UUID root = id(Duration.ZERO);
		owner.get(CallbackChatModel.class)
			.with(RunConfig.empty().runId(root))
			.stream(Integer.toString(tokens))
			.subscribe((chunk) -> {
			}, (failure) -> {
			});
		return root;
	}

	/**
	 * Returns the id of a run that began some time ago.
	 */
	static UUID id(Duration age) {
		long time = System.currentTimeMillis() - age.toMillis();
		return new UUID(time << 16 | 0x7000 | RANDOM.nextInt(1 << 12), 1L << 63 | RANDOM.nextLong() >>> 2);
	}

}
