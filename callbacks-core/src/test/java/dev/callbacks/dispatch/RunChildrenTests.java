// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.callbacks.LogCapture;
import dev.callbacks.Run;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The open runs below a run.
 */
class RunChildrenTests {

	private final RunChildren<Child> children = new RunChildren<>();

	private final List<Child> ended = new ArrayList<>();

	private final Child oldest = new Child(1);

	private final Child middle = new Child(2);

	private final Child newest = new Child(3);

	@Test
	void hasThoseThatAreOpen() {
		assertThat(this.children.all()).isEmpty();
		this.children.remove(this.oldest);
		this.children.add(this.oldest);
		this.children.add(this.middle);
		assertThat(this.children.all()).containsExactlyInAnyOrder(this.oldest, this.middle);
		this.children.remove(this.oldest);
		assertThat(this.children.all()).containsExactly(this.middle);
	}

	@Test
	void nothingIsUnfinishedIfThereAreNone() {
		assertThat(end()).isDone();
	}

	@Test
	void endsTheNewestFirst() {
		addAll();
		end();
		assertThat(this.ended).containsExactly(this.newest, this.middle, this.oldest);
		assertThat(this.ended).allSatisfy((child) -> assertThat(child.reason).isEqualTo(EndReason.CANCELLED));
	}

	@Test
	void nothingIsUnfinishedIfAllHandlersHaveFinished() {
		addAll();
		for (Child child : this.children.all()) {
			child.finished.complete(null);
		}
		assertThat(end()).isDone();
	}

	@Test
	void isCompleteWithTheLastThatFinishes() {
		addAll();
		this.middle.finished.complete(null);
		CompletableFuture<?> all = end();
		assertThat(all).isNotDone();
		this.newest.finished.complete(null);
		assertThat(all).isNotDone();
		this.oldest.finished.complete(null);
		assertThat(all).isDone();
	}

	@Test
	void oneThatCannotBeEndedKeepsNoOtherOpen() {
		addAll();
		this.newest.failure = new IllegalStateException("cannot be ended");
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class)) {
			end();
			assertThat(log.only().getFormattedMessage()).isEqualTo("A run could not be ended with the run above");
		}
		assertThat(this.ended).containsExactly(this.middle, this.oldest);
	}

	private CompletableFuture<?> end() {
		return this.children.end(Comparator.comparingInt((child) -> child.age));
	}

	private void addAll() {
		this.children.add(this.middle);
		this.children.add(this.newest);
		this.children.add(this.oldest);
	}

	/**
	 * A run that can be ended.
	 */
	private final class Child implements Run {

		private final int age;

		private final CompletableFuture<Object> finished = new CompletableFuture<>();

		private @Nullable RuntimeException failure;

		private @Nullable EndReason reason;

		private Child(int age) {
			this.age = age;
		}

		@Override
		public CompletionStage<?> cancel(EndReason reason) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.reason = reason;
			RunChildrenTests.this.ended.add(this);
			return this.finished;
		}

		@Override
		public CompletionStage<?> finished() {
			return this.finished;
		}

		@Override
		public RunInfo info() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean wants(EventType type) {
			return false;
		}

		@Override
		public CompletionStage<?> emit(String name, @Nullable Object data) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> emitText(String text) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> emitAction(String tool, @Nullable Object input, String log) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> emitFinish(@Nullable Object output, String log) {
			throw new UnsupportedOperationException();
		}

	}

}
