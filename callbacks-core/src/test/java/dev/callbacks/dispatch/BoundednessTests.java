// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many runs at once, long runs, and what is left of them (G2, G5).
 */
class BoundednessTests {

	/** Sees that events of a run are in order and complete, and may work for a while. */
	private static final class Order {

		private final Map<UUID, AtomicLong> last = new ConcurrentHashMap<>();

		private final Map<UUID, AtomicInteger> inside = new ConcurrentHashMap<>();

		private final AtomicInteger violations = new AtomicInteger();

		private final AtomicInteger tokens = new AtomicInteger();

		private final AtomicInteger terminal = new AtomicInteger();

		private void enter(CallbackEvent event) {
			UUID run = event.run().id();
			if (this.inside.computeIfAbsent(run, (key) -> new AtomicInteger()).incrementAndGet() != 1) {
				this.violations.incrementAndGet();
			}
			long before = this.last.computeIfAbsent(run, (key) -> new AtomicLong(-1)).getAndSet(event.sequence());
			if (event.sequence() != before + 1) {
				this.violations.incrementAndGet();
			}
			if (event instanceof LlmNewToken) {
				this.tokens.incrementAndGet();
			}
			if (event instanceof TerminalEvent) {
				this.terminal.incrementAndGet();
			}
		}

		private void leave(CallbackEvent event) {
			this.inside.get(event.run().id()).decrementAndGet();
		}

	}

	@Test
	void thousandStreamsWithMixedHandlersLoseNothingAndKeepTheOrder() throws Exception {
		int streams = 1000;
		int tokens = 200;
		List<Order> orders = new ArrayList<>();
		List<dev.callbacks.Handler> handlers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Order order = new Order();
			orders.add(order);
			handlers.add(new Recording.Async(HandlerSettings.none().withWindow(1 << (3 * i)), (event) -> {
				order.enter(event);
				if (event.sequence() % 50 != 7) {
					order.leave(event);
					return null;
				}
				return CompletableFuture.runAsync(() -> order.leave(event));
			}) {
			});
			Order blocking = new Order();
			orders.add(blocking);
			handlers.add(new CountingHandler(blocking, HandlerSettings.none().withWindow(4 << (3 * i))));
		}
		Order serialized = new Order();
		orders.add(serialized);
		handlers.add(new CountingHandler(serialized, HandlerSettings.none().withSerialized(true)));
		CountingListener listener = new CountingListener();
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().listener(listener))
			.with(handlers.toArray(dev.callbacks.Handler[]::new))) {
			ChatProvider provider = TestProvider
				.of(() -> Flux.range(0, tokens).map((n) -> ChatChunk.of("t")).publishOn(Schedulers.parallel(), 16));
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider);
			List<CompletableFuture<Long>> calls = new ArrayList<>();
			for (int i = 0; i < streams; i++) {
				calls.add(model.stream("Hello").count().toFuture());
			}
			for (CompletableFuture<Long> call : calls) {
				assertThat(call.get(180, TimeUnit.SECONDS)).isEqualTo(tokens + 1);
			}
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(engine.manager.openRuns()).isZero();
			NamedHandlers.awaitNone(engine.manager);
		}
		assertThat(orders).allSatisfy((order) -> {
			assertThat(order.violations).hasValue(0);
			assertThat(order.tokens).hasValue(streams * (tokens + 1));
			assertThat(order.terminal).hasValue(streams);
		});
		assertThat(listener.dropped()).isZero();
		assertThat(listener.accepted()).isEqualTo(listener.finished())
			.isEqualTo((long) streams * (tokens + 3) * handlers.size());
	}

	@Test
	void nothingIsLeftOfTenThousandRuns() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("Yes"));
			WeakReference<?> request = null;
			for (int i = 0; i < 10_000; i++) {
				CallbackHandler scoped = new CountingHandler(new Order(), HandlerSettings.none());
				request = new WeakReference<>(scoped);
				if (i % 3 == 0) {
					model.with(RunConfig.handlers(scoped)).stream("Hello").take(1).blockLast();
				}
				else {
					model.with(RunConfig.handlers(scoped)).callAsync(ChatRequest.of("Hello").streaming()).join();
				}
			}
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			NamedHandlers.awaitNone(engine.manager);
			WeakReference<?> last = request;
			org.awaitility.Awaitility.await().until(() -> {
				System.gc();
				return last.get() == null;
			});
		}
	}

	@Test
	void millionTokensAreNotKeptForAHandlerOfTheEndOnly() throws Exception {
		CallbackHandler endOnly = new CallbackHandler() {

			@Override
			public void onLlmEnd(LlmEnd event) {
			}

		};
		assertThat(keptDuringAMillionTokens(endOnly, new TokenCounter())).isLessThan(64);
	}

	@Test
	void millionTokensAreNotKeptForAHandlerThatHangsAtItsFirst() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		CallbackHandler hung = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withTimeout(java.time.Duration.ofMillis(50));
			}

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				TestEngine.hang(gate);
			}

		};
		try {
			assertThat(keptDuringAMillionTokens(hung, new TokenCounter())).isLessThan(64);
		}
		finally {
			gate.countDown();
		}
	}

	@Test
	void millionTokensAreNotKeptForHandlersThatHangInAnotherEvent() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		CompletableFuture<Void> never = new CompletableFuture<>();
		CallbackHandler hung = new CallbackHandler() {

			@Override
			public void onCustomEvent(CustomEvent event) {
				TestEngine.hang(gate);
			}

			@Override
			public void onLlmEnd(LlmEnd event) {
			}

		};
		AsyncCallbackHandler suspended = new AsyncCallbackHandler() {

			@Override
			public CompletionStage<?> onCustomEvent(CustomEvent event) {
				return never;
			}

		};
		CallbackHandler tokens = new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
			}

		};
		assertThat(keptDuringAMillionTokens(() -> {
			gate.countDown();
			never.complete(null);
		}, hung, suspended, tokens)).isLessThan(64);
	}

	/**
	 * Counts the tokens, without the latest thousand, that are still reachable at the end
	 * of a run of a million.
	 */
	private static long keptDuringAMillionTokens(dev.callbacks.Handler... handlers) throws Exception {
		return keptDuringAMillionTokens(() -> {
		}, handlers);
	}

	private static long keptDuringAMillionTokens(Runnable beforeTheEnd, dev.callbacks.Handler... handlers)
			throws Exception {
		int tokens = 1_000_000;
		List<WeakReference<ChatChunk>> watched = new ArrayList<>();
		try (TestEngine engine = new TestEngine().with(handlers)) {
			DrivenRun run = engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "long"));
			run.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
			run.emit("custom", null);
			for (int i = 0; i < tokens; i++) {
				ChatChunk chunk = ChatChunk.of("");
				if (i % 1000 == 0) {
					watched.add(new WeakReference<>(chunk));
				}
				run.token(chunk).toCompletableFuture().get(20, TimeUnit.SECONDS);
			}
			long kept = reachable(watched);
			// what a handler that was given up does not get is dropped by another thread
			for (int looks = 0; kept >= 64 && looks < 100; looks++) {
				Thread.yield();
				kept = reachable(watched);
			}
			beforeTheEnd.run();
			run.end(LlmResult.none()).toCompletableFuture().get(20, TimeUnit.SECONDS);
			return kept;
		}
	}

	private static long reachable(List<WeakReference<ChatChunk>> chunks) {
		System.gc();
		return chunks.stream().filter((reference) -> reference.get() != null).count();
	}

	private static final class TokenCounter implements AsyncCallbackHandler {

	}

	private static final class CountingHandler implements CallbackHandler {

		private final Order order;

		private final HandlerSettings settings;

		private CountingHandler(Order order, HandlerSettings settings) {
			this.order = order;
			this.settings = settings;
		}

		@Override
		public HandlerSettings settings() {
			return this.settings;
		}

		private void see(CallbackEvent event) {
			this.order.enter(event);
			this.order.leave(event);
		}

		@Override
		public void onChatModelStart(ChatModelStart event) {
			see(event);
		}

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			see(event);
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			see(event);
		}

	}

}
