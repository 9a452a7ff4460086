// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.CallWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler that hangs, or waits, keeps none of the tokens that come meanwhile (G5).
 */
class LogRetentionTests {

	private static final int TOKENS = 200_000;

	private static final int SAMPLE = 1_000;

	private final CountDownLatch gate = new CountDownLatch(1);

	private final CompletableFuture<Object> later = new CompletableFuture<>();

	private final AtomicLong fastTokens = new AtomicLong();

	/** The kind of handler that hangs. */
	enum Kind {

		BLOCKING(HandlerSettings.none()), SERIALIZED(HandlerSettings.none().withSerialized(true)),
		ASYNC(HandlerSettings.none()), ASYNC_SERIALIZED(HandlerSettings.none().withSerialized(true));

		private final HandlerSettings settings;

		Kind(HandlerSettings settings) {
			this.settings = settings;
		}

		Handler hangingAt(EventType type, LogRetentionTests test, Set<EventType> interest, boolean sheds) {
			HandlerSettings all = this.settings.withInterest(interest);
			if (sheds) {
				all = all.withWindow(1).withOnFull(OnFull.SHED_TOKENS);
			}
			if (this == ASYNC || this == ASYNC_SERIALIZED) {
				return new Recording.Async(all, (event) -> (event.type() == type) ? test.later : null);
			}
			return new Recording.Blocking(all, (event) -> {
				if (event.type() == type) {
					TestEngine.hang(test.gate);
				}
			});
		}

	}

	/**
	 * Takes all tokens, and keeps none.
	 */
	private Handler fast() {
		HandlerSettings settings = HandlerSettings.none().withInterest(Set.of(EventType.LLM_NEW_TOKEN));
		return new Recording.Blocking(settings) {

			@Override
			public void onEvent(CallbackEvent event) {
				LogRetentionTests.this.fastTokens.incrementAndGet();
			}

		};
	}

	private static void done(CompletionStage<?> stage) {
		assertThat(stage.toCompletableFuture().thenApply((value) -> value)).succeedsWithin(20, TimeUnit.SECONDS);
	}

	private static DrivenRun open(BoundedEngine engine, Handler... handlers) {
		return engine.manager.open(RunPlan.chat(CallWay.STREAMING, Map.of())
			.withConfig(RunConfig.handlers(handlers))
			.as(RunKind.CHAT_MODEL, "model"));
	}

	/**
	 * Sends tokens, and returns some of them as others hold them.
	 */
	private static List<WeakReference<ChatChunk>> send(DrivenRun run) {
		List<WeakReference<ChatChunk>> sample = new ArrayList<>();
		for (int i = 0; i < TOKENS; i++) {
			ChatChunk chunk = ChatChunk.of("x");
			CompletableFuture<?> room = run.token(chunk).toCompletableFuture();
			if (!room.isDone()) {
				done(room);
			}
			// the first is in the hands of the handler that hangs
			if (i > 0 && i % SAMPLE == 0 && i < TOKENS - 5 * SAMPLE) {
				sample.add(new WeakReference<>(chunk));
			}
		}
		return sample;
	}

	/**
	 * Opens a run, sends tokens in it, and asserts that nobody holds those of a sample.
	 */
	private void assertThatNoTokenIsKept(Function<DrivenRun, List<WeakReference<ChatChunk>>> sending,
			Handler... handlers) {
		try (BoundedEngine engine = new BoundedEngine()) {
			DrivenRun run = open(engine, handlers);
			done(run.started());
			BoundedEngine.untilCollected(sending.apply(run));
			this.gate.countDown();
			this.later.complete("done");
			run.end(null);
			engine.assertOver();
		}
		finally {
			this.gate.countDown();
		}
	}

	static Stream<Kind> kinds() {
		return Stream.of(Kind.values());
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void handlerThatShedsTokensAndHangsAtItsFirstKeepsNone(Kind kind) {
		Handler hung = kind.hangingAt(EventType.LLM_NEW_TOKEN, this,
				Set.of(EventType.CHAT_MODEL_START, EventType.LLM_NEW_TOKEN), true);
		assertThatNoTokenIsKept(LogRetentionTests::send, hung);
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void handlerThatShedsTokensAndHangsKeepsNoneOfThoseOfAnother(Kind kind) {
		Handler hung = kind.hangingAt(EventType.LLM_NEW_TOKEN, this,
				Set.of(EventType.CHAT_MODEL_START, EventType.LLM_NEW_TOKEN), true);
		assertThatNoTokenIsKept(LogRetentionTests::send, hung, fast());
		assertThat(this.fastTokens).hasValue(TOKENS);
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatHangsInACustomEventWithAnotherBehindKeepsNoToken(Kind kind) {
		Handler hung = kind.hangingAt(EventType.CUSTOM_EVENT, this,
				Set.of(EventType.CHAT_MODEL_START, EventType.CUSTOM_EVENT), false);
		assertThatNoTokenIsKept((run) -> {
			run.emit("hang", null);
			run.emit("behind", null);
			return send(run);
		}, hung, fast());
		assertThat(this.fastTokens).hasValue(TOKENS);
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatHangsWhileTokensAndCustomEventsComeInTurnKeepsNoToken(Kind kind) {
		Handler hung = kind.hangingAt(EventType.CUSTOM_EVENT, this,
				Set.of(EventType.CHAT_MODEL_START, EventType.CUSTOM_EVENT), false);
		assertThatNoTokenIsKept((run) -> {
			List<WeakReference<ChatChunk>> sample = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				run.emit("event " + i, null);
				sample.addAll(sendSome(run));
			}
			return sample;
		}, hung, fast());
	}

	private static List<WeakReference<ChatChunk>> sendSome(DrivenRun run) {
		List<WeakReference<ChatChunk>> sample = new ArrayList<>();
		for (int i = 0; i < 2_000; i++) {
			ChatChunk chunk = ChatChunk.of("x");
			CompletableFuture<?> room = run.token(chunk).toCompletableFuture();
			if (!room.isDone()) {
				done(room);
			}
			if (i == 500) {
				sample.add(new WeakReference<>(chunk));
			}
		}
		return sample;
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatWantsTheEndOnlyKeepsNoToken(Kind kind) {
		Handler end = kind.hangingAt(EventType.TEXT, this, Set.of(EventType.RETRY), false);
		assertThatNoTokenIsKept(LogRetentionTests::send, end, fast());
		assertThat(this.fastTokens).hasValue(TOKENS);
	}

}
