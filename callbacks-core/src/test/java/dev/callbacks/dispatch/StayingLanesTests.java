// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lanes of handlers that need a thread: they stay away from token to token, at rest while
 * they have nothing to do. The tests are the executor.
 */
class StayingLanesTests {

	private final Queue<Runnable> workers = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waits = new AtomicInteger();

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder()
		.executor(this.workers::add, 1)
		.listener(new CountingWaits())
		.build();

	@AfterEach
	void stop() {
		this.dispatcher.stop(Duration.ZERO);
	}

	@Test
	void tokenIsDeliveredToALaneThatRests() {
		Recording.Blocking handler = new Recording.Blocking();
		DrivenRun run = open(handler);
		for (int i = 0; i < 5; i++) {
			run.token(ChatChunk.of("" + i));
			work();
			assertThat(handler.receipts).hasSize(2 + i);
		}
	}

	@Test
	void tokensThatComeBeforeThereIsAWorkerAreDeliveredInTheirOrder() {
		Recording.Blocking handler = new Recording.Blocking();
		DrivenRun run = open(handler);
		IntStream.range(0, 150).forEach((i) -> run.token(ChatChunk.of("" + i)));
		assertThat(this.workers).hasSize(1);
		work();
		run.end(null);
		work();
		assertThat(run.finished()).succeedsWithin(Duration.ofSeconds(20));
		assertThat(handler.receipts).extracting((receipt) -> receipt.event().sequence())
			.containsExactlyElementsOf(IntStream.range(0, 152).mapToObj(Long::valueOf).toList());
	}

	@Test
	void runWaitsForALaneThatWasWokenAndHasNoThread() {
		DrivenRun run = open(new Recording.Blocking());
		for (int i = 0; i < 3; i++) {
			assertThat(waitsFor(run)).isZero();
			run.token(ChatChunk.of("" + i));
			assertThat(waitsFor(run)).isOne();
			work();
		}
	}

	@Test
	void runWaitsForALaneThatWasWokenAndHasNoPermit() {
		Recording.Blocking handler = new Recording.Blocking(HandlerSettings.none().withConcurrency(1));
		DrivenRun run = open(handler);
		run.token(ChatChunk.of("left with"));
		work();
		Permits permits = this.dispatcher.channels.application().lanes[0].permits;
		assertThat(permits.tryEnter()).isTrue();
		run.token(ChatChunk.of("woken for"));
		work();
		assertThat(waitsFor(run)).isOne();
		permits.leave();
		work();
		assertThat(waitsFor(run)).isZero();
		assertThat(handler.receipts).hasSize(3);
	}

	@Test
	void laneThatHadNothingInItsTurnIsNotSaidToHaveWaited() {
		DrivenRun run = open(new Recording.Blocking(), new Recording.Blocking());
		int before = this.waits.get();
		for (int i = 0; i < 4; i++) {
			run.token(ChatChunk.of("" + i));
			work();
		}
		assertThat(this.waits.get() - before).isEqualTo(8);
	}

	@Test
	void laneThatWantsNoTokensIsNotWokenForThem() {
		AtomicInteger ends = new AtomicInteger();
		DrivenRun run = open(new CallbackHandler() {

			@Override
			public void onChatModelStart(ChatModelStart start) {
			}

			@Override
			public void onLlmEnd(LlmEnd end) {
				ends.incrementAndGet();
			}

		});
		run.token(ChatChunk.of("a"));
		assertThat(this.workers).isEmpty();
		run.end(null);
		work();
		assertThat(ends).hasValue(1);
		assertThat(run.finished()).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void moreThanSixtyFourHandlersAreWokenTogether() {
		Recording.Blocking[] handlers = IntStream.range(0, 150)
			.mapToObj((i) -> new Recording.Blocking())
			.toArray(Recording.Blocking[]::new);
		DrivenRun run = open(handlers);
		for (int i = 0; i < 3; i++) {
			run.token(ChatChunk.of("" + i));
			assertThat(this.workers).hasSize(1);
			work();
		}
		run.end(null);
		work();
		assertThat(run.finished()).succeedsWithin(Duration.ofSeconds(20));
		assertThat(handlers).allSatisfy((handler) -> assertThat(handler.receipts).hasSize(5));
	}

	@Test
	void laneHasNoFurtherTurnWhenItsRunIsOver() {
		AtomicBoolean over = new AtomicBoolean();
		DrivenRun run = open(new Recording.Blocking(), new Recording.Blocking((event) -> {
			if (event instanceof LlmEnd) {
				over.set(true);
				throw new OutOfMemoryError("of a test, which ends the worker");
			}
		}));
		run.token(ChatChunk.of("a"));
		work();
		run.end(null);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::work);
		assertThat(over).isTrue();
		assertThat(run.finished()).failsWithin(Duration.ofSeconds(20));
		assertThat(this.workers).as("nobody needs another worker").isEmpty();
		assertThat(this.dispatcher.engine.workers.isIdle()).isTrue();
		assertThat(this.dispatcher.handlerThreads().active()).isZero();
	}

	private DrivenRun open(CallbackHandler... handlers) {
		for (CallbackHandler handler : handlers) {
			this.dispatcher.add(handler);
		}
		DrivenRun run = this.dispatcher.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("hi"));
		work();
		assertThat(run.started()).succeedsWithin(Duration.ofSeconds(20));
		return run;
	}

	private int waitsFor(DrivenRun run) {
		return this.dispatcher.runs()
			.stream()
			.filter((status) -> status.run().info().equals(run.info()))
			.mapToInt((status) -> status.waitsFor().size())
			.sum();
	}

	private void work() {
		for (Runnable worker = this.workers.poll(); worker != null; worker = this.workers.poll()) {
			worker.run();
		}
	}

	private final class CountingWaits implements DispatchListener {

		@Override
		public HandlerListener handler(HandlerDescriptor handler) {
			return new HandlerListener() {

				@Override
				public void waited(long nanos) {
					StayingLanesTests.this.waits.incrementAndGet();
				}

			};
		}

	}

}
