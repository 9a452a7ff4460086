// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Steps, of which one at a time is run.
 */
class StepQueueTests {

	private final StepQueue steps = new StepQueue();

	private final List<String> done = new ArrayList<>();

	@Test
	void stepIsRunAtOnceIfNobodyIsInside() {
		assertThat(this.steps.run(() -> this.done.add("first"))).isTrue();
		assertThat(this.done).containsExactly("first");
		assertThat(this.steps.run(() -> this.done.add("second"))).isTrue();
		assertThat(this.done).containsExactly("first", "second");
		assertThat(this.steps.tryEnter()).isTrue();
	}

	@Test
	void stepsThatAStepCausesFollowIt() {
		this.steps.run(() -> {
			assertThat(this.steps.tryEnter()).isFalse();
			assertThat(this.steps.run(() -> {
				assertThat(this.steps.run(() -> this.done.add("third"))).isFalse();
				this.done.add("first");
			})).isFalse();
			assertThat(this.steps.run(() -> this.done.add("second"))).isFalse();
			assertThat(this.done).isEmpty();
		});
		assertThat(this.done).containsExactly("first", "second", "third");
		assertThat(this.steps.tryEnter()).as("nobody is inside").isTrue();
	}

	@Test
	void whoeverLeavesRunsTheStepsThatCame() {
		assertThat(this.steps.tryEnter()).isTrue();
		assertThat(this.steps.tryEnter()).isFalse();
		assertThat(this.steps.run(() -> this.done.add("first"))).isFalse();
		assertThat(this.steps.run(() -> this.done.add("second"))).isFalse();
		assertThat(this.done).isEmpty();
		this.steps.exit();
		assertThat(this.done).containsExactly("first", "second");
		assertThat(this.steps.tryEnter()).isTrue();
		this.steps.exit();
		assertThat(this.steps.tryEnter()).isTrue();
	}

}
