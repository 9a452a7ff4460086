// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.callbacks.BodyWay;
import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestFutures;
import dev.callbacks.TestProvider;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures whose text throws when it is read: the caller gets them as they are, and
 * nobody is left waiting (G1, G16).
 */
class UnreadableFailureTests {

	private final Hostile.Unreadable failure = new Hostile.Unreadable();

	/**
	 * Who fails.
	 */
	enum Failing {

		HANDLER((failure) -> {
			throw failure;
		}),

		STAGE_AT_ONCE(CompletableFuture::failedFuture),

		STAGE_LATER((failure) -> TestFutures.onThread(() -> {
			throw failure;
		}));

		private final Function<Hostile.Unreadable, CompletionStage<?>> action;

		Failing(Function<Hostile.Unreadable, CompletionStage<?>> action) {
			this.action = action;
		}

		Recording.Async raising(Hostile.Unreadable failure, Class<? extends CallbackEvent> event) {
			return new Recording.Async(HandlerSettings.none().withRaiseError(true),
					(received) -> event.isInstance(received) ? this.action.apply(failure) : null);
		}

	}

	/** Without any stage of the JDK that would wrap the failure. */
	private static CompletableFuture<Object> ask(CallWay way, CallbackChatModel model) {
		CompletableFuture<Object> told = new CompletableFuture<>();
		switch (way) {
			case BLOCKING -> {
				Thread caller = new Thread(() -> {
					try {
						told.complete(model.call(CallWay.STREAMING));
					}
					catch (Throwable ex) {
						told.completeExceptionally(ex);
					}
				});
				caller.setDaemon(true);
				caller.start();
			}
			case FUTURE -> model.callAsync(CallWay.STREAMING)
				.handle((result, failure) -> (failure != null) ? told.completeExceptionally(failure)
						: told.complete(result));
			case STREAM -> model.stream(CallWay.STREAMING).subscribe((chunk) -> {
			}, told::completeExceptionally, () -> told.complete("done"));
		}
		return told;
	}

	@ParameterizedTest
	@EnumSource
	void failureOfAProviderReachesItsCaller(CallWay way) {
		TestProvider provider = TestProvider
			.of(() -> Flux.just(ChatChunk.of("a")).concatWith(Flux.error(this.failure)));
		try (BoundedEngine engine = new BoundedEngine().with(new Recording.Blocking(), new Recording.Async())) {
			assertThat(BoundedEngine.ended(ask(way, new CallbackChatModel(engine.manager, provider))) == this.failure)
				.isTrue();
			engine.assertOver();
			engine.assertNextRunWorks();
		}
	}

	@ParameterizedTest
	@EnumSource
	void failureOfAHandlerReachesTheCallerInAllWays(Failing failing) {
		for (CallWay way : CallWay.values()) {
			for (Class<? extends CallbackEvent> event : List.of(ChatModelStart.class, LlmNewToken.class,
					LlmEnd.class)) {
				try (BoundedEngine engine = new BoundedEngine().with(failing.raising(this.failure, event),
						new Recording.Blocking())) {
					assertThat(BoundedEngine.ended(ask(way, engine.model("a", "b"))) == this.failure)
						.as(way + " " + event.getSimpleName())
						.isTrue();
					engine.assertOver();
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void failureOfABodyReachesItsCaller(BodyWay way) {
		try (BoundedEngine engine = new BoundedEngine().with(new Recording.Blocking())) {
			CompletableFuture<Object> body = way.begin(engine.manager.run(RunKind.CHAIN, "body"), () -> {
				throw this.failure;
			});
			Throwable told = BoundedEngine.ended(body);
			assertThat(told == this.failure || told.getCause() == this.failure).isTrue();
			engine.assertOver();
		}
	}

	@Test
	void runAboveEndsAlthoughARunBelowFailsWithIt() {
		CompletableFuture<Object> stage = new CompletableFuture<>();
		Recording.Async busy = new Recording.Async((event) -> (event instanceof CustomEvent) ? stage : null);
		try (BoundedEngine engine = new BoundedEngine().with(busy,
				Failing.HANDLER.raising(this.failure, ErrorEvent.class))) {
			DrivenRun above = engine.open("above");
			Run below;
			try (Run.Scope scope = above.scope()) {
				assertThat(scope).isNotNull();
				below = engine.open("below");
			}
			below.emit("busy", null);
			above.cancel(EndReason.CANCELLED);
			stage.complete("done");
			assertThat(BoundedEngine.ended(above.finished().toCompletableFuture())).isNotNull();
			engine.assertOver();
		}
	}

	@Test
	void blockingStepAndBatchThrowIt() {
		try (BoundedEngine engine = new BoundedEngine()) {
			Step<Integer, Integer> step = new Steps(engine.manager).lambda("failing", (input) -> {
				throw this.failure;
			});
			CompletableFuture<Object> call = TestFutures.onThread(() -> step.call(1));
			assertThat(BoundedEngine.ended(call) == this.failure).isTrue();
			CompletableFuture<Object> batch = TestFutures.onThread(() -> step.batch(List.of(1, 2)));
			assertThat(BoundedEngine.ended(batch) == this.failure).isTrue();
			engine.assertOver();
		}
	}

}
