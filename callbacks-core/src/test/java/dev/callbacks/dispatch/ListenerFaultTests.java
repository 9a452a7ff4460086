// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners of the dispatcher that throw: they change no call and hide no event from a
 * handler, nor from the other listeners (G3, G16).
 */
class ListenerFaultTests {

	enum Place {

		OPENED, STARTED, ENDED, HANDLER, NULL_HANDLER, ACCEPTED, FINISHED, WAITED

	}

	enum Fault {

		RUNTIME, LINKAGE, OVERFLOW, MEMORY;

		boolean isFatal() {
			return this == MEMORY;
		}

		void raise() {
			throw Hostile.<RuntimeException>sneaky(switch (this) {
				case RUNTIME -> new IllegalStateException("listener");
				case LINKAGE -> new LinkageError("listener");
				case OVERFLOW -> new StackOverflowError("listener");
				case MEMORY -> new OutOfMemoryError("listener");
			});
		}

	}

	static Stream<Arguments> cells() {
		List<Arguments> cells = new ArrayList<>();
		for (CallWay way : CallWay.values()) {
			for (Place place : Place.values()) {
				for (Fault fault : Fault.values()) {
					cells.add(Arguments.of(way, place, fault));
				}
			}
		}
		return cells.stream();
	}

	private final Recording.Blocking blocking = new Recording.Blocking();

	private final Recording.Async async = new Recording.Async();

	private final Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true));

	@ParameterizedTest
	@MethodSource("cells")
	void listenerThatThrowsChangesNoCall(CallWay way, Place place, Fault fault) {
		Throwing listener = new Throwing(place, fault);
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.listener(listener))) {
			addAll(engine, fault);
			Throwable failure = BoundedEngine.ended(way.ask(engine.model("a", "b")));
			if (!fault.isFatal()) {
				assertThat(failure).isNull();
				assertThat(this.blocking.names()).containsExactly("ChatModelStart", "token:a", "token:b", "token:",
						"LlmEnd");
			}
			assertThat(engine.isIdle()).as("every run is over").isTrue();
			for (List<String> names : List.of(this.async.names(), this.inline.names())) {
				assertThat(names).isEqualTo(this.blocking.names());
			}
			BoundedEngine.assertWhole(this.blocking.events());
			listener.throwsNoMore = true;
			engine.assertNextRunWorks();
		}
	}

	private void addAll(BoundedEngine engine, Fault fault) {
		try {
			engine.with(this.inline, this.blocking, this.async);
		}
		catch (OutOfMemoryError ex) {
			assertThat(fault.isFatal()).isTrue();
			// to add one that is there does nothing
			List.<Handler>of(this.inline, this.blocking, this.async).forEach((handler) -> {
				try {
					engine.manager.add(handler);
				}
				catch (OutOfMemoryError again) {
					assertThat(again).hasMessage("listener");
				}
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void listenerThatThrowsWhenAnEventIsShedChangesNoCall(Fault fault) {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking(
				HandlerSettings.none().withWindow(1).withOnFull(OnFull.SHED_TOKENS), (event) -> {
					if (event.type() == EventType.LLM_NEW_TOKEN) {
						TestEngine.hang(gate);
					}
				});
		Throwing listener = new Throwing(null, fault);
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.awaitEnd(false).listener(listener))
			.with(slow, this.blocking)) {
			CompletableFuture<String> call = CallWay.FUTURE.ask(engine.model("a", "b", "c"));
			Throwable failure = BoundedEngine.ended(call);
			if (!fault.isFatal()) {
				assertThat(failure).isNull();
			}
			gate.countDown();
			assertThat(engine.isIdle()).as("every run is over").isTrue();
			BoundedEngine.assertWhole(this.blocking.events());
			BoundedEngine.assertWhole(slow.events());
			listener.throwsNoMore = true;
			engine.assertNextRunWorks();
		}
		finally {
			gate.countDown();
		}
	}

	/**
	 * The watchdog counts what it gives up, and has to go on.
	 */
	@ParameterizedTest
	@EnumSource
	void listenerThatThrowsWhenAHandlerIsGivenUpDoesNotEndTheWatchdog(Fault fault) {
		CountDownLatch gate = new CountDownLatch(1);
		HandlerSettings impatient = HandlerSettings.none().withTimeout(Duration.ofMillis(100)).withConcurrency(2);
		Recording.Blocking hung = new Recording.Blocking(impatient, (event) -> TestEngine.hang(gate));
		Recording.Async never = new Recording.Async(impatient, (event) -> new CompletableFuture<>());
		Throwing listener = new Throwing(Place.FINISHED, fault);
		try (BoundedEngine engine = new BoundedEngine(4, (builder) -> builder.listener(listener)).with(hung, never,
				this.blocking)) {
			for (int i = 0; i < 2; i++) {
				DrivenRun run = engine.open("run");
				assertThat(BoundedEngine.ended(run.started().toCompletableFuture().thenApply((value) -> value)))
					.isNull();
				run.end(null);
				assertThat(BoundedEngine.ended(run.finished().toCompletableFuture().thenApply((value) -> value)))
					.isNull();
			}
			assertThat(engine.isIdle()).as("every run is over").isTrue();
			BoundedEngine.assertWhole(this.blocking.events());
			assertThat(this.blocking.receipts).hasSize(4);
			gate.countDown();
		}
		finally {
			gate.countDown();
		}
	}

	private static final class Throwing implements DispatchListener {

		private final @Nullable Place place;

		private final Fault fault;

		volatile boolean throwsNoMore;

		private Throwing(@Nullable Place place, Fault fault) {
			this.place = place;
			this.fault = fault;
		}

		private void at(@Nullable Place place) {
			if (this.place == place && !this.throwsNoMore) {
				this.fault.raise();
			}
		}

		@Override
		public void opened(RunInfo run) {
			at(Place.OPENED);
		}

		@Override
		public void started(RunInfo run) {
			at(Place.STARTED);
		}

		@Override
		public void ended(RunInfo run, @Nullable EndReason reason) {
			at(Place.ENDED);
		}

		@Override
		@SuppressWarnings("NullAway")
		public HandlerListener handler(HandlerDescriptor handler) {
			at(Place.HANDLER);
			return (this.place == Place.NULL_HANDLER) ? null : new HandlerListener() {

				@Override
				public void accepted(EventType type, long count) {
					at(Place.ACCEPTED);
				}

				@Override
				public void finished(EventType type, Outcome outcome, long count, long nanos) {
					at(Place.FINISHED);
				}

				@Override
				public void dropped(EventType type, DropReason reason, long count) {
					at(null);
				}

				@Override
				public void waited(long nanos) {
					at(Place.WAITED);
				}

			};
		}

	}

}
