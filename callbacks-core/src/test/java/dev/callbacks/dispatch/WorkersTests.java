// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose turn it is with a worker, and when a spare thread takes the place of one. The
 * thread of the test is all of them.
 */
class WorkersTests {

	private final Queue<Runnable> offered = new ArrayDeque<>();

	private final List<String> worked = new ArrayList<>();

	private boolean refuses;

	private final Workers workers = new Workers(this::take, 1, (size) -> {
	});

	private void take(Runnable worker) {
		if (this.refuses) {
			throw new RejectedExecutionException("no thread");
		}
		this.offered.add(worker);
	}

	private void add(ReadyLanes lanes, long some) {
		this.workers.add(lanes, 0, some, System.nanoTime());
	}

	@Test
	void whatIsLeftOfARunWaitsBehindOthersIfAHandlerWasSlow() {
		add(new ReadyLanes(new ReadyLane[] { new NamedLane("slow", true), new NamedLane("next", false) }), 0b11);
		add(new ReadyLanes(new ReadyLane[] { new NamedLane("other", false) }), 0b1);
		this.offered.remove().run();
		assertThat(this.worked).containsExactly("slow", "other", "next");
	}

	@Test
	void executorThatHasRunAWorkerGetsItsTimeAgainBeforeASpareThreadIsTaken() {
		int patience = 2;
		ReadyLanes lanes = new ReadyLanes(new ReadyLane[] { new NamedLane("lane", false) });
		this.refuses = true;
		add(lanes, 0b1);
		for (int i = 0; i < patience; i++) {
			this.workers.help(Runnable::run, patience);
		}
		assertThat(this.worked).as("while the executor may still come").isEmpty();
		this.workers.help(Runnable::run, patience);
		assertThat(this.worked).as("by a spare thread").hasSize(1);
		this.refuses = false;
		add(lanes, 0b1);
		this.offered.remove().run();
		assertThat(this.worked).as("by the executor").hasSize(2);
		this.refuses = true;
		add(lanes, 0b1);
		for (int i = 0; i < patience; i++) {
			this.workers.help(Runnable::run, patience);
		}
		assertThat(this.worked).as("while it may come again").hasSize(2);
	}

	/**
	 * A lane that writes down that it had its turn.
	 */
	private final class NamedLane extends TestLane {

		private final String name;

		private final boolean slow;

		NamedLane(String name, boolean slow) {
			super(true);
			this.name = name;
			this.slow = slow;
		}

		@Override
		public long readyAt() {
			return System.nanoTime();
		}

		@Override
		public boolean isSlow() {
			return this.slow;
		}

		@Override
		public long work(long now) {
			WorkersTests.this.worked.add(this.name);
			return super.work(now);
		}

	}

}
