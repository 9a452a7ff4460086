// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

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
		this.handoff.offer("a");
		this.handoff.offerLast("b");
		assertThat(this.handoff.offer("c")).isNull();
		assertThat(this.items).containsExactly("a", "b");
		this.handoff.complete(null);
		assertThat(this.items).containsExactly("a", "b", "complete");
	}

	@Test
	void nothingFollowsAfterClosing() {
		this.handoff.offer("a");
		this.handoff.close();
		assertThat(this.handoff.offer("b")).isNull();
		this.handoff.complete(null);
		this.handoff.subscribe(this.items::add);
		assertThat(this.items).containsExactly("a");
	}

}
