// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.handler.ReplayRing.Entry;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ring from which readers resume.
 */
class ReplayRingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ReplayRing<String> ring = new ReplayRing<>(3, 100);

	@Test
	void readerGetsWhatComesAfterItsNumberAndWhatIsToCome() {
		append("a", "b");
		StepVerifier.create(this.ring.after(100))
			.expectNext(new Entry<>(101, 0, "b"))
			.then(() -> append("c"))
			.expectNext(new Entry<>(102, 0, "c"))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void readerThatComesTooLateIsToldHowManyItMissed() {
		append("a", "b", "c", "d", "e");
		StepVerifier.create(this.ring.after(100))
			.expectNext(new Entry<>(102, 1, "c"))
			.expectNext(new Entry<>(103, 0, "d"))
			.expectNext(new Entry<>(104, 0, "e"))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void weightOfTheItemsIsBoundedToo() {
		ReplayRing<String> weighing = new ReplayRing<>(10, 1, 10, String::length);
		List.of("aaaa", "bbbb", "cc").forEach(weighing::append);
		assertThat(weighing.hasAllAfter(0)).isTrue();
		weighing.append("d");
		assertThat(weighing.items()).extracting(Entry::item).containsExactly("bbbb", "cc", "d");
		weighing.append("an item that is heavier than all");
		assertThat(weighing.items()).extracting(Entry::number).containsExactly(5L);
		weighing.append("f");
		assertThat(weighing.items()).extracting(Entry::item).containsExactly("f");
	}

	@Test
	void readerThatDoesNotAskHoldsNobodyUpAndIsToldHowManyItMissed() {
		StepVerifier.create(this.ring.after(99).limitRate(1), 0).thenAwait().then(() -> {
			for (int i = 0; i < 1_000; i++) {
				append("item " + i);
			}
		}).thenRequest(1_000).thenConsumeWhile((entry) -> entry.number() < 1_099, (entry) -> {
			assertThat(entry.item()).isEqualTo("item " + (entry.number() - 100));
		}).assertNext((entry) -> assertThat(entry.item()).isEqualTo("item 999")).thenCancel().verify(TIMEOUT);
	}

	@Test
	void knowsWhetherItHasAllAfterANumber() {
		assertThat(this.ring.last()).isEqualTo(99);
		assertThat(this.ring.hasAllAfter(99)).isTrue();
		assertThat(this.ring.hasAllAfter(98)).isFalse();
		assertThat(this.ring.hasAllAfter(100)).isFalse();
		append("a", "b", "c", "d");
		assertThat(this.ring.items()).extracting(Entry::item).containsExactly("b", "c", "d");
		assertThat(this.ring.last()).isEqualTo(103);
		assertThat(this.ring.hasAllAfter(99)).isFalse();
		assertThat(this.ring.hasAllAfter(100)).isTrue();
		assertThat(this.ring.hasAllAfter(103)).isTrue();
	}

	@Test
	void readerOfAnotherRingGetsWhatIsToCome() {
		append("a");
		StepVerifier.create(this.ring.after(1_000))
			.then(() -> append("b"))
			.expectNext(new Entry<>(101, 0, "b"))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void hasRoomForOneAtLeast() {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> new ReplayRing<>(0, 0));
	}

	@Test
	void everyReaderGetsOrMissesEveryItemInOrder() throws Exception {
		int writers = 4;
		int each = 5_000;
		ReplayRing<Integer> shared = new ReplayRing<>(64, 0);
		CountDownLatch complete = new CountDownLatch(3);
		List<List<Entry<Integer>>> read = IntStream.range(0, 3)
			.mapToObj((reader) -> new ArrayList<Entry<Integer>>())
			.map((entries) -> (List<Entry<Integer>>) entries)
			.toList();
		List<Disposable> readers = read.stream().map((entries) -> shared.after(-1).subscribe((entry) -> {
			entries.add(entry);
			if (entry.number() == writers * each - 1) {
				complete.countDown();
			}
		})).toList();
		ExecutorService threads = Executors.newFixedThreadPool(writers);
		try {
			Callable<Void> writer = () -> {
				for (int i = 0; i < each; i++) {
					shared.append(i);
				}
				return null;
			};
			for (Future<Void> done : threads.invokeAll(List.of(writer, writer, writer, writer))) {
				done.get(20, TimeUnit.SECONDS);
			}
			assertThat(complete.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			threads.shutdownNow();
			readers.forEach(Disposable::dispose);
		}
		for (List<Entry<Integer>> entries : read) {
			long before = -1;
			for (Entry<Integer> entry : entries) {
				assertThat(entry.number()).isEqualTo(before + 1 + entry.missed());
				before = entry.number();
			}
		}
	}

	private void append(String... items) {
		List.of(items).forEach(this.ring::append);
	}

}
