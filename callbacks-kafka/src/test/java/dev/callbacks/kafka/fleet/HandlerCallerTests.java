// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A handler of the fleet that does what it likes.
 */
class HandlerCallerTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final int ALL_THREADS = 4;

	private final CountDownLatch open = new CountDownLatch(1);

	private final AtomicInteger calls = new AtomicInteger();

	private final Counts counts = new Counts();

	private HandlerCaller caller;

	@Test
	void aHandlerThatThrowsAnErrorGetsTheNextEvent() throws Exception {
		start((event) -> {
			throw new LinkageError("no class");
		}, SOON);
		this.caller.call(event());
		this.caller.call(event());
		assertThat(this.calls).hasValue(2);
		assertThat(this.counts.failed).hasValue(2);
		assertThat(this.caller.status().stuck()).isFalse();
	}

	@Test
	void aHandlerMayHaveForever() throws Exception {
		start((event) -> {
		}, ChronoUnit.FOREVER.getDuration());
		this.caller.call(event());
		assertThat(this.calls).hasValue(1);
		assertThat(this.counts.failed).hasValue(0);
	}

	@Test
	void aListenerThatThrowsKeepsNoEventFromTheHandler() throws Exception {
		this.counts.throwing = true;
		start((event) -> {
		}, SOON);
		this.caller.call(event());
		this.caller.call(event());
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void aHandlerWithAllThreadsStuckIsSeenToBeAndGoesOnWhenOneComesBack() throws Exception {
		start((event) -> hang(), Duration.ofMillis(10));
		Thread reader = new Thread(() -> {
			try {
				while (this.calls.get() <= ALL_THREADS) {
					this.caller.call(event());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		reader.start();
		await().atMost(SOON).untilAsserted(() -> {
			assertThat(this.calls).hasValue(ALL_THREADS);
			assertThat(this.counts.stuck).hasValue(ALL_THREADS);
			assertThat(this.caller.status().stuck()).isTrue();
		});
		this.open.countDown();
		reader.join();
		assertThat(this.caller.status().stuck()).isFalse();
		await().atMost(SOON).untilAsserted(() -> assertThat(this.counts.stuck).hasValue(0));
	}

	@AfterEach
	void close() {
		this.open.countDown();
		this.caller.close();
	}

	private void start(java.util.function.Consumer<CallbackEvent> work, Duration timeout) {
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				HandlerCallerTests.this.calls.incrementAndGet();
				work.accept(event);
			}

		};
		this.caller = new HandlerCaller(HandlerDescriptor.of(handler), timeout, List.of(this.counts));
	}

	private void hang() {
		boolean open = false;
		while (!open) {
			try {
				this.open.await();
				open = true;
			}
			catch (InterruptedException ex) {
				// it cannot be ended
			}
		}
	}

	private static CallbackEvent event() {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(), Map.of(),
				Instant.now());
		return new ChainStart(run, 0, Map.of());
	}

	private static final class Counts implements HandlerListener {

		private final AtomicInteger failed = new AtomicInteger();

		private final AtomicInteger stuck = new AtomicInteger();

		private boolean throwing;

		@Override
		public void accepted(EventType type, long count) {
			if (this.throwing) {
				throw new AssertionError("a listener");
			}
		}

		@Override
		public void finished(EventType type, Outcome outcome, long count, long nanos) {
			if (this.throwing) {
				throw new AssertionError("a listener");
			}
			if (outcome == Outcome.ERROR) {
				this.failed.incrementAndGet();
			}
		}

		@Override
		public void stuckThreads(int change) {
			this.stuck.addAndGet(change);
		}

	}

}
