// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The driver that waits until handlers have room for another token.
 */
class TokenWindowTests {

	private final Owner owner = new Owner();

	private final RunEvents events = new RunEvents(family(), false, null);

	private final TokenWindow window = new TokenWindow(this.owner, new Appender(this.owner, Runnable::run, null),
			this.events);

	@Test
	void hasRoomForAsManyTokensAsFit() {
		this.owner.window = 3;
		for (int i = 0; i < 3; i++) {
			assertThat(this.window.hasRoom()).isTrue();
			this.events.tokens++;
		}
		assertThat(this.owner.asked).as("asks only at the limit it knew").isOne();
		assertThat(this.window.hasRoom()).isFalse();
		this.owner.finished = 1;
		assertThat(this.window.hasRoom()).isTrue();
		this.events.tokens++;
		assertThat(this.window.hasRoom()).isFalse();
	}

	@Test
	void driverGoesOnWhenThereIsRoom() {
		this.owner.window = 3;
		this.events.tokens = 3;
		CompletionStage<?> stage = this.window.await();
		assertThat(stage.toCompletableFuture()).isNotDone();
		this.window.goOnIf(TokenWindow.ROOM);
		assertThat(stage.toCompletableFuture()).isNotDone();
		this.owner.finished = 1;
		this.window.goOnIf(TokenWindow.ROOM);
		assertThat(stage.toCompletableFuture()).isDone();
		assertThat(this.owner.wentOn).isOne();
		this.window.goOnIf(TokenWindow.ROOM);
		assertThat(this.owner.wentOn).as("nobody waits any more").isOne();
	}

	@Test
	void driverThatDoesNotWaitGetsTheSameStage() {
		this.owner.window = 1;
		this.events.tokens = 1;
		CompletionStage<?> stage = this.window.await();
		assertThat(this.window.await()).isSameAs(stage);
	}

	@Test
	void driverThatDidNotWaitGoesOnWithTheTokenThatHasRoom() {
		this.owner.window = 1;
		this.events.tokens = 1;
		CompletionStage<?> stage = this.window.await();
		this.events.tokens = 2;
		this.owner.finished = 2;
		assertThat(this.window.hasRoom()).isTrue();
		assertThat(stage.toCompletableFuture()).isCompleted();
	}

	@Test
	void driverThatDidNotWaitIsNotLeftByRoomThatComesMeanwhile() {
		this.owner.window = 1;
		this.events.tokens = 1;
		CompletionStage<?> stage = this.window.await();
		this.events.tokens = 2;
		assertThat(this.window.hasRoom()).isFalse();
		this.owner.finished = 2;
		assertThat(this.window.await()).isSameAs(stage);
		assertThat(stage.toCompletableFuture()).isCompleted();
	}

	@Test
	void driverThatGaveUpWaitsForTheNextToken() {
		this.owner.window = 1;
		this.events.tokens = 1;
		this.window.await().toCompletableFuture().cancel(false);
		this.events.tokens = 2;
		CompletionStage<?> stage = this.window.await();
		assertThat(stage.toCompletableFuture()).isNotDone();
		this.owner.finished = 2;
		this.window.goOnIf(TokenWindow.ROOM);
		assertThat(stage.toCompletableFuture()).isCompleted();
	}

	@Test
	void driverDoesNotWaitIfThereIsRoomByNow() {
		this.owner.window = 2;
		this.events.tokens = 1;
		assertThat(this.window.await().toCompletableFuture()).isCompleted();
		this.window.goOnIf(TokenWindow.ROOM);
		assertThat(this.owner.wentOn).isOne();
	}

	@Test
	void driverIsReleasedOnce() {
		this.owner.window = 1;
		this.events.tokens = 1;
		CompletionStage<?> stage = this.window.await();
		this.window.release();
		assertThat(stage.toCompletableFuture()).isDone();
		this.window.release();
		assertThat(this.owner.wentOn).isOne();
	}

	@Test
	void laneThatSawRoomForOneDriverLetsNoLaterOneGoOn() {
		this.owner.window = 1;
		this.events.tokens = 1;
		CompletionStage<?> first = this.window.await();
		this.owner.finished = 1;
		AtomicReference<CompletionStage<?>> second = new AtomicReference<>();
		this.owner.meanwhile = () -> {
			// another lane is faster, and the driver comes back with the next token
			this.window.goOnIf(TokenWindow.ROOM);
			assertThat(first.toCompletableFuture()).isDone();
			this.events.tokens = 2;
			assertThat(this.window.hasRoom()).isFalse();
			second.set(this.window.await());
		};
		this.window.goOnIf(TokenWindow.ROOM);
		assertThat(second.get().toCompletableFuture()).as("the second token is not finished").isNotDone();
	}

	@ParameterizedTest
	@CsvSource({ "4, 7, false", "4, 8, true", "4, 9, true", "2147483647, 2147483646, false",
			"2147483647, 2147483647, true" })
	void driverThatDoesNotWaitHasASecondWindow(int window, long tokens, boolean overrun) {
		this.events.tokens = window;
		this.owner.window = window;
		assertThat(this.window.isOverrun()).isFalse();
		this.window.await();
		this.events.tokens = tokens;
		assertThat(this.window.isOverrun()).isEqualTo(overrun);
		this.window.release();
		assertThat(this.window.isOverrun()).as("nobody waits").isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "15, 1", "16, 5", "17, 5", "100, 26" })
	void muchRoomIsAQuarterOfALargeWindow(int window, int finished) {
		this.owner.window = window;
		this.events.tokens = window;
		CompletionStage<?> stage = this.window.await();
		this.owner.finished = finished - 1;
		this.window.goOnIf(TokenWindow.MUCH_ROOM);
		assertThat(stage.toCompletableFuture()).isNotDone();
		this.owner.finished = finished;
		this.window.goOnIf(TokenWindow.MUCH_ROOM);
		assertThat(stage.toCompletableFuture()).isDone();
	}

	private static RunFamily family() {
		RunInfo info = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, "model", List.of(), Map.of(),
				Instant.EPOCH);
		return new RunFamily(info, info, 0, null, List.of(), HandlerSet.NONE);
	}

	/**
	 * A run whose handlers have come as far as it says.
	 */
	private static final class Owner implements RunOwner {

		private int window;

		private long finished;

		private int asked;

		private int wentOn;

		/** Happens once while a limit is looked up. */
		private Runnable meanwhile = () -> {
		};

		@Override
		public boolean isInHandler() {
			return false;
		}

		@Override
		public void abort(EndReason reason, Throwable error) {
			throw new AssertionError(error);
		}

		@Override
		public void failureWasRaised() {
		}

		@Override
		public void cutOff(HandlerChannel channel) {
		}

		@Override
		public long limit(IntUnaryOperator room) {
			this.asked++;
			long limit = this.finished + room.applyAsInt(this.window);
			Runnable meanwhile = this.meanwhile;
			this.meanwhile = () -> {
			};
			meanwhile.run();
			return limit;
		}

		@Override
		public void goOn(CompletableFuture<Object> waiter) {
			this.wentOn++;
			waiter.complete(this);
		}

	}

}
