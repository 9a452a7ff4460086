// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Handoff}.
 */
class HandoffTests {

	private final List<String> items = new ArrayList<>();

	private final Handoff<String> handoff = new Handoff<>(1, () -> this.items.add("cancelled"));

	@Test
	void nothingFollowsTheLastItem() {
		this.handoff.doOnComplete(() -> this.items.add("complete")).subscribe(this.items::add);
		this.handoff.offer(this, "a");
		this.handoff.offerLast(this, "b");
		assertThat(this.handoff.offer(this, "c")).isNull();
		assertThat(this.items).containsExactly("a", "b");
		this.handoff.complete(null);
		assertThat(this.items).containsExactly("a", "b", "complete");
	}

	@Test
	void nothingFollowsAfterClosing() {
		this.handoff.offer(this, "a");
		this.handoff.close();
		assertThat(this.handoff.offer(this, "b")).isNull();
		this.handoff.complete(null);
		this.handoff.subscribe(this.items::add);
		assertThat(this.items).containsExactly("a");
	}

	@Test
	void releasedProducerWaitsNoMoreAndItsItemsStillTakeRoom() {
		this.handoff.offer(1, "a");
		CompletionStage<?> room = this.handoff.offer(1, "b");
		CompletionStage<?> other = this.handoff.offer(2, "c");
		this.handoff.release(1);
		assertThat(room).isCompleted();
		assertThat(other).isNotCompleted();
		assertThat(this.handoff.offer(1, "d")).isNull();
		this.handoff.forget(1);
		CompletionStage<?> later = this.handoff.offer(1, "e");
		this.handoff.subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(2);
			}

			@Override
			protected void hookOnNext(String item) {
				HandoffTests.this.items.add(item);
			}

		});
		assertThat(other).isCompleted();
		assertThat(later).isNotCompleted();
		assertThat(this.items).containsExactly("a", "b");
	}

}
