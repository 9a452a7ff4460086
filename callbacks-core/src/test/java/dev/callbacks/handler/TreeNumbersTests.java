// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.Text;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The numbers of events in a tree.
 */
class TreeNumbersTests {

	private final TreeNumbers numbers = new TreeNumbers(100);

	private final RunInfo root = run(List.of());

	private final RunInfo child = run(List.of(this.root.id()));

	@Test
	void whoAsksLaterGetsTheSameNumbers() {
		List<CallbackEvent> order = List.of(event(this.root, 0), event(this.child, 0), event(this.root, 1),
				event(this.root, 2), event(this.child, 1));
		assertThat(order.stream().map(this.numbers::of)).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(order.stream().map(this.numbers::of)).containsExactly(1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void numbersThatAreKeptWithARunAreThoseOfItsEvents() {
		LongUnaryOperator ofRoot = this.numbers.of(this.root);
		assertThat(ofRoot.applyAsLong(0)).isEqualTo(1);
		assertThat(this.numbers.of(event(this.child, 0))).isEqualTo(2);
		assertThat(ofRoot.applyAsLong(1)).isEqualTo(3);
		assertThat(this.numbers.of(event(this.root, 1))).isEqualTo(3);
	}

	@Test
	void aMissedEventHasANumberOfItsOwn() {
		this.numbers.of(event(this.root, 0));
		assertThat(this.numbers.of(event(this.root, 3))).isEqualTo(4);
		assertThat(this.numbers.of(event(this.root, 2))).isEqualTo(3);
	}

	@Test
	void aTreeIsForgottenWhenAllHandlersHaveForgottenIt() {
		this.numbers.share();
		this.numbers.share();
		this.numbers.of(event(this.root, 0));
		this.numbers.forget(this.root.id());
		assertThat(this.numbers.of(event(this.root, 0))).isEqualTo(1);
		this.numbers.forget(this.root.id());
		// a run that begins too late goes on where the tree ended
		assertThat(this.numbers.of(event(this.child, 0))).isEqualTo(2);
	}

	@Test
	void aHandlerOfOneTreeKeepsThatTreeOnly() {
		this.numbers.share();
		this.numbers.share(this.root.id());
		this.numbers.of(event(this.root, 0));
		this.numbers.of(event(this.child, 0));
		this.numbers.forget(this.root.id());
		assertThat(this.numbers.of(event(this.root, 0))).isEqualTo(1);
		this.numbers.forget(this.root.id());
		assertThat(this.numbers.of(event(this.root, 1))).isEqualTo(4);
		RunInfo other = run(List.of());
		this.numbers.of(event(other, 0));
		this.numbers.forget(other.id());
		assertThat(this.numbers.of(event(other, 0))).isEqualTo(2);
	}

	@Test
	void handlersOfParallelRunsAgree() {
		List<RunInfo> runs = IntStream.range(0, 8).mapToObj((run) -> run(List.of(this.root.id()))).toList();
		List<CompletableFuture<List<Long>>> given = new ArrayList<>();
		for (int handler = 0; handler < 2; handler++) {
			for (RunInfo run : runs) {
				given.add(CompletableFuture.supplyAsync(() -> IntStream.range(0, 1_000)
					.mapToObj((place) -> this.numbers.of(event(run, place)))
					.toList()));
			}
		}
		HashSet<Long> all = new HashSet<>();
		for (int run = 0; run < runs.size(); run++) {
			List<Long> numbers = given.get(run).join();
			assertThat(numbers).isSorted().isEqualTo(given.get(runs.size() + run).join());
			all.addAll(numbers);
		}
		assertThat(all).hasSize(8_000).contains(1L, 8_000L);
	}

	private static CallbackEvent event(RunInfo run, long sequence) {
		return new Text(run, sequence, "");
	}

	private static RunInfo run(List<UUID> ancestors) {
		return new RunInfo(UUID.randomUUID(), ancestors.isEmpty() ? null : ancestors.get(ancestors.size() - 1),
				ancestors, RunKind.CHAIN, "run", List.of(), Map.of(), Instant.EPOCH);
	}

}
