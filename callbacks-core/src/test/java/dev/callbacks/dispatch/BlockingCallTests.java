// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallFailedException;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.RunCancelledException;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.CallLoop;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.OpenCall;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.chat.EmptyAnswerException;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.DispatchListener;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Blocking calls: handlers run on the caller's thread, one after another.
 */
class BlockingCallTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Hello").streaming();

	private static CallbackChatModel model(TestEngine engine, EmbeddedAnswer answer) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().answer(answer).build());
	}

	@Test
	void jokeIsOneLine() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			String joke = model(engine, EmbeddedAnswer.text("Ha ha.")).call("Tell me a joke").text();
			assertThat(joke).isEqualTo("Ha ha.");
		}
	}

	@Test
	void b05HandlersRunOneAfterAnotherInOrderOnTheCallersThread() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		java.util.Queue<String> order = new java.util.concurrent.ConcurrentLinkedQueue<>();
		Recording.Blocking one = new Recording.Blocking((event) -> {
			assertThat(inside.incrementAndGet()).isEqualTo(1);
			order.add("1");
			inside.decrementAndGet();
		});
		Recording.Async two = new Recording.Async((event) -> {
			assertThat(inside.incrementAndGet()).isEqualTo(1);
			return CompletableFuture.runAsync(() -> {
				order.add("2");
				inside.decrementAndGet();
			}, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
		});
		Recording.Blocking three = new Recording.Blocking((event) -> {
			assertThat(inside.incrementAndGet()).isEqualTo(1);
			order.add("3");
			inside.decrementAndGet();
		});
		try (TestEngine engine = new TestEngine().with(one, two, three)) {
			model(engine, EmbeddedAnswer.tokens("a", "b")).call(STREAMING);
			assertThat(order).containsExactly("1", "2", "3", "1", "2", "3", "1", "2", "3", "1", "2", "3", "1", "2",
					"3");
			assertThat(one.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
			assertThat(two.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
			assertThat(three.names()).containsExactly("ChatModelStart", "token:a", "token:b", "token:", "LlmEnd");
			assertThat(engine.pool().toString()).contains("pool size = 0");
		}
	}

	@Test
	void providerSignalsFromOtherThreadsAreHandedToTheCaller() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			LlmResult result = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder()
						.answer("one two three")
						.delay(java.time.Duration.ofMillis(2))
						.build())
				.call(STREAMING);
			assertThat(result.text()).isEqualTo("one two three");
			assertThat(blocking.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
		}
	}

	/**
	 * Makes a blocking call whose work makes another one for the same caller, which
	 * begins on another thread.
	 */
	private static String callFromAnotherThread(CallbackDispatcher manager) {
		CallSpec inner = CallSpec.of(manager, RunKind.CHAIN, "inner");
		return OpenCall.await((caller) -> CallSpec.of(manager, RunKind.CHAIN, "outer")
			.openComposed((who) -> CallLoop
				.stage(() -> inner.openAsync(() -> CompletableFuture.completedFuture("answer"), who).begin())
				.subscribeOn(Schedulers.boundedElastic()), caller));
	}

	@Test
	void runThatIsOpenedForTheCallerOnAnotherThreadIsToldOnTheCallersThread() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		Recording.Async async = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			assertThat(callFromAnotherThread(engine.manager)).isEqualTo("answer");
			assertThat(blocking.names()).containsExactly("ChainStart", "ChainStart", "ChainEnd", "ChainEnd");
			assertThat(blocking.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
			assertThat(async.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
		}
	}

	@Test
	void fatalErrorThatComesWhileARunIsOpenedForTheCallerOnAnotherThreadIsSeenByThatThread() {
		DispatchListener fatal = new DispatchListener() {

			@Override
			public void opened(RunInfo run) {
				if (run.name().equals("inner")) {
					throw new InternalError("opened");
				}
			}

		};
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder.listener(fatal))) {
			assertThatThrownBy(() -> callFromAnotherThread(engine.manager)).isInstanceOf(InternalError.class)
				.hasMessage("opened");
			engine.assertOver();
		}
	}

	@Test
	void callOnThePoolThatItsAnswerComesFromDoesNotHang() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(1);
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, TestProvider
				.of(() -> Mono.fromFuture(CompletableFuture.supplyAsync(() -> ChatChunk.of("answer"), pool)).flux()));
			String answer = pool.submit(() -> model.call(STREAMING).text()).get(20, TimeUnit.SECONDS);
			assertThat(answer).isEqualTo("answer");
			assertThat(blocking.names()).startsWith("ChatModelStart", "token:answer").endsWith("LlmEnd");
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void withoutStreamingThereAreStartAndEndOnly() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.tokens("a", "b"));
			model.call("Hello");
			model.callAsync("Hello").join();
			assertThat(blocking.names()).containsExactly("ChatModelStart", "LlmEnd", "ChatModelStart", "LlmEnd");
		}
	}

	@Test
	void b45HandlerThatDemandsStreamingGetsTokensFromCalls() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking(HandlerSettings.none().withDemandsStreaming(true));
		try (TestEngine engine = new TestEngine().with(blocking)) {
			LlmResult result = model(engine, EmbeddedAnswer.tokens("a", "b")).callAsync("Hello").join();
			assertThat(result.text()).isEqualTo("ab");
			assertThat(blocking.names()).containsExactly("ChatModelStart", "token:a", "token:b", "token:", "LlmEnd");
		}
	}

	@Test
	void interruptingTheCallerCancelsTheProviderAndEndsTheRun() throws Exception {
		AtomicBoolean flagInHandler = new AtomicBoolean(true);
		Recording.Blocking blocking = new Recording.Blocking((event) -> {
			if (event instanceof LlmError) {
				flagInHandler.set(Thread.currentThread().isInterrupted());
			}
		});
		AtomicBoolean flagAfter = new AtomicBoolean();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.tokens("a", "b").hanging());
			Thread caller = new Thread(() -> {
				try {
					model.call(STREAMING);
				}
				catch (RuntimeException ex) {
					flagAfter.set(Thread.currentThread().isInterrupted());
					thrown.complete(ex);
				}
			});
			caller.start();
			await().until(() -> blocking.names().contains("token:b"));
			caller.interrupt();
			assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(RunCancelledException.class);
			assertThat(flagAfter).isTrue();
			assertThat(flagInHandler).isFalse();
			LlmError error = (LlmError) blocking.events().get(3);
			assertThat(error.reason()).isEqualTo(EndReason.CANCELLED);
			assertThat(error.partial().text()).isEqualTo("ab");
		}
	}

	@Test
	void b10CallOnAThreadThatMustNotBlockWarnsAndDoesNotDeadlock() throws Exception {
		Recording.Async async = new Recording.Async((event) -> CompletableFuture.runAsync(() -> {
		}, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS)));
		Recording.Blocking blocking = new Recording.Blocking();
		try (LogCapture log = LogCapture.of(CallbackDispatcher.class);
				TestEngine engine = new TestEngine().with(async, blocking)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.text("Yes"));
			String text = Mono.fromCallable(() -> model.call(STREAMING).text() + model.call(STREAMING).text())
				.subscribeOn(Schedulers.parallel())
				.block(TestEngine.LONG);
			assertThat(text).isEqualTo("YesYes");
			assertThat(log.only().getFormattedMessage()).contains("parallel-", "must not block");
			assertThat(async.receipts)
				.allSatisfy((receipt) -> assertThat(receipt.thread().getName()).startsWith("callbacks-"));
			assertThat(blocking.receipts)
				.allSatisfy((receipt) -> assertThat(receipt.thread().getName()).startsWith("callbacks-"));
		}
	}

	@Test
	void blockingCallsOnTheExecutorFollowTheAsynchronousRules() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().callerRuns(false)).with(blocking)) {
			assertThat(model(engine, EmbeddedAnswer.text("Yes")).call(STREAMING).text()).isEqualTo("Yes");
			assertThat(blocking.receipts)
				.allSatisfy((receipt) -> assertThat(receipt.thread().getName()).startsWith("callbacks-"));
		}
	}

	@Test
	void blockingCallInsideAHandlersStageDoesNotDeadlock() throws Exception {
		ExecutorService single = Executors.newSingleThreadExecutor();
		CountDownLatch entered = new CountDownLatch(1);
		Recording.Async async = new Recording.Async((event) -> {
			entered.countDown();
			return CompletableFuture.runAsync(() -> {
			}, single);
		});
		try (TestEngine engine = new TestEngine().with(async)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.text("Yes"));
			List<String> texts = List.of(model.call("1").text(), model.call("2").text());
			assertThat(texts).containsExactly("Yes", "Yes");
			assertThat(entered.getCount()).isZero();
		}
		finally {
			single.shutdownNow();
		}
	}

	@Test
	void checkedExceptionOfTheProviderIsTheCause() throws Exception {
		Exception wire = new Exception("wire");
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.failure(wire));
			assertThatExceptionOfType(CallFailedException.class).isThrownBy(() -> model.call("Hello")).withCause(wire);
		}
	}

	@Test
	void b48EmptyAnswerIsAnErrorForCallsToo() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(blocking)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.nothing());
			assertThatExceptionOfType(EmptyAnswerException.class).isThrownBy(() -> model.call("Hello"));
			assertThatExceptionOfType(EmptyAnswerException.class).isThrownBy(() -> model.call(STREAMING));
			assertThat(blocking.names()).containsExactly("ChatModelStart", "LlmError", "ChatModelStart", "LlmError");
		}
	}

}
