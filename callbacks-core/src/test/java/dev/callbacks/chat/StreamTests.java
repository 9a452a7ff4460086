// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of the chat model: the order of what handlers and consumer see.
 */
class StreamTests {

	private static final ChatRequest HELLO = ChatRequest.of("Hello");

	private static CallbackChatModel model(TestEngine engine, EmbeddedAnswer answer) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().answer(answer).build());
	}

	private static List<String> texts(List<ChatChunk> chunks) {
		return chunks.stream().map(ChatChunk::text).toList();
	}

	@Test
	void b01BothKindsGetStartThenEveryTokenThenEnd() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		Recording.Async async = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			List<ChatChunk> chunks = model(engine, EmbeddedAnswer.tokens("", "Why", " not", "?")).stream(HELLO)
				.collectList()
				.block();
			assertThat(texts(chunks)).containsExactly("", "Why", " not", "?", "");
			assertThat(blocking.names()).containsExactly("ChatModelStart", "token:", "token:Why", "token: not",
					"token:?", "token:", "LlmEnd");
			assertThat(async.names()).isEqualTo(blocking.names());
			assertThat(blocking.receipts)
				.allSatisfy((receipt) -> assertThat(receipt.thread().getName()).startsWith("callbacks-"));
			assertThat(((LlmEnd) blocking.events().get(6)).result().text()).isEqualTo("Why not?");
		}
	}

	@Test
	void b02ProviderIsNotAskedBeforeTheStartIsFinished() throws Exception {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		Recording.Async async = new Recording.Async((event) -> (event instanceof ChatModelStart) ? wake : null);
		AtomicInteger asked = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(async)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().script((request) -> {
						asked.incrementAndGet();
						return EmbeddedAnswer.text("Yes");
					}).build());
			CompletableFuture<List<ChatChunk>> chunks = model.stream(HELLO).collectList().toFuture();
			await().until(() -> async.names().contains("ChatModelStart"));
			assertThat(asked).hasValue(0);
			assertThat(chunks).isNotDone();
			wake.complete(null);
			assertThat(texts(chunks.get(20, TimeUnit.SECONDS))).containsExactly("", "Yes", "");
			assertThat(asked).hasValue(1);
		}
	}

	@Test
	void endIsAwaitedBeforeTheConsumerSeesCompletion() throws Exception {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		Recording.Async async = new Recording.Async((event) -> (event instanceof LlmEnd) ? wake : null);
		try (TestEngine engine = new TestEngine().with(async)) {
			CompletableFuture<List<ChatChunk>> chunks = model(engine, EmbeddedAnswer.text("Yes")).stream(HELLO)
				.collectList()
				.toFuture();
			await().until(() -> async.names().contains("LlmEnd"));
			assertThat(chunks).isNotDone();
			wake.complete(null);
			assertThat(chunks.get(20, TimeUnit.SECONDS)).hasSize(3);
		}
	}

	@Test
	void b09WindowOfOneIsLockstep() throws Exception {
		List<String> order = new CopyOnWriteArrayList<>();
		Recording.Blocking slow = new Recording.Blocking(HandlerSettings.none().withWindow(1), (event) -> {
			if (event instanceof LlmNewToken token) {
				order.add("handled " + token.token());
			}
		});
		try (TestEngine engine = new TestEngine().with(slow)) {
			ChatProvider provider = TestProvider.of(() -> Flux.generate(() -> 0, (number, sink) -> {
				if (number == 3) {
					sink.complete();
					return number;
				}
				order.add("pulled " + number);
				sink.next(ChatChunk.of("" + number));
				return number + 1;
			}));
			new CallbackChatModel(engine.manager, provider).stream(HELLO)
				.doOnNext((chunk) -> order.add("consumed " + chunk.text()))
				.blockLast();
			assertThat(order).startsWith("pulled 0", "handled 0", "consumed 0", "pulled 1", "handled 1", "consumed 1",
					"pulled 2", "handled 2", "consumed 2");
		}
	}

	@Test
	void endFollowsTheLastTokenWhenAllHandlersHaveRoom() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking(HandlerSettings.none().withWindow(1), (event) -> {
			if (event instanceof LlmNewToken token && token.last()) {
				awaitLatch(gate);
			}
		});
		Recording.Async other = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(slow, other)) {
			CompletableFuture<List<ChatChunk>> chunks = model(engine, EmbeddedAnswer.tokens("a")).stream(HELLO)
				.collectList()
				.toFuture();
			await().until(() -> slow.names().equals(List.of("ChatModelStart", "token:a", "token:")));
			assertThat(other.names()).doesNotContain("LlmEnd");
			gate.countDown();
			assertThat(chunks.get(20, TimeUnit.SECONDS)).hasSize(2);
			assertThat(other.names()).endsWith("LlmEnd");
		}
	}

	@Test
	void fullWindowPushesTheProviderBackAndLosesNothing() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Recording.Blocking slow = new Recording.Blocking(HandlerSettings.none().withWindow(4), (event) -> {
			if (event instanceof LlmNewToken) {
				awaitLatch(gate);
			}
		});
		AtomicInteger pulled = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(slow)) {
			ChatProvider provider = TestProvider.of(() -> Flux.range(0, 100)
				.doOnNext((n) -> pulled.incrementAndGet())
				.map((n) -> ChatChunk.of(n + " ")));
			CompletableFuture<List<ChatChunk>> chunks = new CallbackChatModel(engine.manager, provider).stream(HELLO)
				.collectList()
				.toFuture();
			await().until(() -> slow.receipts.size() == 2);
			assertThat(pulled.get()).isBetween(1, 5);
			gate.countDown();
			assertThat(chunks.get(20, TimeUnit.SECONDS)).hasSize(101);
			assertThat(slow.events()).filteredOn(LlmNewToken.class::isInstance).hasSize(101);
		}
	}

	@Test
	void upstreamDemandNeverExceedsTheConsumers() throws Exception {
		AtomicInteger pulled = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(new Recording.Async())) {
			ChatProvider provider = TestProvider
				.of(() -> Flux.range(0, 10).doOnNext((n) -> pulled.incrementAndGet()).map((n) -> ChatChunk.of("" + n)));
			StepVerifier.create(new CallbackChatModel(engine.manager, provider).stream(HELLO), 0)
				.expectSubscription()
				.then(() -> assertThat(pulled).hasValue(0))
				.thenRequest(3)
				.expectNextCount(3)
				.then(() -> assertThat(pulled).hasValue(3))
				.thenRequest(Long.MAX_VALUE)
				.expectNextCount(8)
				.verifyComplete();
		}
	}

	@Test
	void closingChunkWaitsForDemandButTheEndDoesNot() throws Exception {
		Recording.Async async = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(async)) {
			ChatProvider provider = TestProvider.of(() -> Flux.just(ChatChunk.of("one")));
			StepVerifier.create(new CallbackChatModel(engine.manager, provider).stream(HELLO), 1)
				.expectNextCount(1)
				.then(() -> assertThat(async.names()).endsWith("token:", "LlmEnd"))
				.thenRequest(1)
				.expectNextMatches(ChatChunk::last)
				.verifyComplete();
		}
	}

	@Test
	void b48EmptyAnswerIsAnError() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			StepVerifier.create(model(engine, EmbeddedAnswer.nothing()).stream(HELLO))
				.verifyError(EmptyAnswerException.class);
			assertThat(blocking.names()).containsExactly("ChatModelStart", "LlmError");
		}
	}

	@Test
	void b49FailureAfterChunksCarriesThePartialText() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("wire");
		try (TestEngine engine = new TestEngine().with(blocking)) {
			StepVerifier
				.create(model(engine, EmbeddedAnswer.tokens("a", "b", "c").failingAfter(2, failure)).stream(HELLO))
				.expectNextCount(2)
				.verifyErrorMatches((error) -> error == failure);
			LlmError error = (LlmError) blocking.events().get(3);
			assertThat(error.error()).isSameAs(failure);
			assertThat(error.reason()).isEqualTo(EndReason.FAILED);
			assertThat(error.partial().text()).isEqualTo("ab");
		}
	}

	@Test
	void takeEndsTheRunAsClosedAndCancelsTheProvider() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		AtomicInteger cancels = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			ChatProvider provider = TestProvider
				.of(() -> Flux.range(0, 1000).map((n) -> ChatChunk.of(n + " ")).doOnCancel(cancels::incrementAndGet));
			assertThat(new CallbackChatModel(engine.manager, provider).stream(HELLO).take(3).collectList().block())
				.hasSize(3);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(cancels).hasValue(1);
			assertThat(blocking.names()).containsExactly("ChatModelStart", "token:0 ", "token:1 ", "token:2 ",
					"LlmError");
			LlmError error = (LlmError) blocking.events().get(4);
			assertThat(error.reason()).isEqualTo(EndReason.CLOSED);
			assertThat(error.partial().text()).isEqualTo("0 1 2 ");
		}
	}

	@Test
	void disposeDuringTheStartNeverAsksTheProvider() throws Exception {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		Recording.Async async = new Recording.Async((event) -> (event instanceof ChatModelStart) ? wake : null);
		AtomicInteger asked = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(async)) {
			ChatProvider provider = TestProvider.of(() -> {
				asked.incrementAndGet();
				return Flux.just(ChatChunk.of("x"));
			});
			Disposable subscription = new CallbackChatModel(engine.manager, provider).stream(HELLO).subscribe();
			subscription.dispose();
			assertThat(async.names()).containsExactly("ChatModelStart");
			wake.complete(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(async.names()).containsExactly("ChatModelStart", "LlmError");
			assertThat(asked).hasValue(0);
		}
	}

	@Test
	void noTokenFollowsTheTerminalEvent() throws Exception {
		Recording.Async async = new Recording.Async();
		Sinks.Many<ChatChunk> sink = Sinks.many().unicast().onBackpressureBuffer();
		try (TestEngine engine = new TestEngine().with(async)) {
			Disposable subscription = new CallbackChatModel(engine.manager, TestProvider.of(sink::asFlux)).stream(HELLO)
				.subscribe();
			sink.tryEmitNext(ChatChunk.of("one"));
			subscription.dispose();
			sink.tryEmitNext(ChatChunk.of("two"));
			assertThat(async.names()).containsExactly("ChatModelStart", "token:one", "LlmError");
		}
	}

	@Test
	void eachSubscriptionIsARunOfItsOwn() throws Exception {
		Recording.Async async = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(async)) {
			Flux<ChatChunk> stream = model(engine, EmbeddedAnswer.text("Yes")).stream(HELLO);
			assertThat(async.receipts).isEmpty();
			stream.blockLast();
			stream.blockLast();
			assertThat(async.events().stream().map((event) -> event.run().id()).distinct()).hasSize(2);
		}
	}

	@Test
	void g11WithoutHandlersChunksPassStraightThrough() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			StepVerifier.create(model(engine, EmbeddedAnswer.tokens("a", "b")).stream(HELLO), 2)
				.expectNextCount(2)
				.thenRequest(5)
				.expectNextMatches(ChatChunk::last)
				.verifyComplete();
			assertThat(engine.pool().toString()).contains("pool size = 0");
		}
	}

	@Test
	void sequenceNumbersGrowWithoutGapsInARun() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			model(engine, EmbeddedAnswer.text("one two three")).stream(HELLO).blockLast();
			assertThat(blocking.events().stream().map(CallbackEvent::sequence)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L,
					6L);
		}
	}

	@Test
	void delayedTokensComeInOrder() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		AtomicReference<Thread> consumer = new AtomicReference<>();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer("one two three").delay(Duration.ofMillis(2)).build());
			model.stream(HELLO).doOnNext((chunk) -> consumer.set(Thread.currentThread())).blockLast();
			assertThat(blocking.names()).containsExactly("ChatModelStart", "token:", "token:one", "token: two",
					"token: three", "token:", "LlmEnd");
			assertThat(consumer.get().getName()).doesNotStartWith("callbacks-");
		}
	}

	static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
