// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.BlockingCall;
import dev.callbacks.call.CallSpec;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Document;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Calls of other libraries' models.
 */
class ObservedModelTests {

	private static final ChatRequest REQUEST = ChatRequest.of("Hello");

	private final Recording.Blocking handler = new Recording.Blocking();

	private static ObservedModel model(TestEngine engine) {
		return new ObservedModel(engine.manager, "foreign", () -> REQUEST, Map.of(), RunConfig.empty());
	}

	private static LlmResult answer(String text) {
		return LlmResult.of(new Generation(ChatMessage.assistant(text), Map.of(), null));
	}

	private <T> T last(Class<T> type) {
		List<CallbackEvent> events = this.handler.events();
		return type.cast(events.get(events.size() - 1));
	}

	@Test
	void answerReachesTheCallerAsItIsAndHandlersInOurTerms() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			Object result = new Object();
			assertThat(model(engine).call(() -> result, (answer) -> answer("Yes"))).isSameAs(result);
			assertThat(this.handler.names()).containsExactly("ChatModelStart", "LlmEnd");
			assertThat(last(LlmEnd.class).result().text()).isEqualTo("Yes");
		}
	}

	@Test
	void errorReachesTheCallerAsItIsAndHandlersGetItsCause() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			IOException cause = new IOException("cut");
			CompletionException error = new CompletionException(cause);
			assertThatThrownBy(() -> model(engine).call(() -> {
				throw error;
			}, (answer) -> LlmResult.none())).isSameAs(error);
			assertThat(last(LlmError.class).error()).isSameAs(cause);
			assertThatThrownBy(() -> model(engine).<Integer>stream(() -> Flux.error(error), Numbers::new).blockLast())
				.isSameAs(error);
			assertThat(last(LlmError.class).error()).isSameAs(cause);
		}
	}

	@Test
	void streamReachesTheCallerAlsoWithoutAReader() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			List<Supplier<ChunkReader<Integer>>> broken = List.of(() -> null, () -> {
				throw new IllegalStateException("no reader");
			});
			for (Supplier<ChunkReader<Integer>> readers : broken) {
				assertThat(model(engine).stream(() -> Flux.just(1, 2), readers).collectList().block())
					.containsExactly(1, 2);
				assertThat(this.handler.names()).endsWith("ChatModelStart", "LlmEnd");
			}
		}
	}

	@Test
	void checkedExceptionOfTheModelIsNotWrapped() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			IOException error = new IOException("no");
			assertThatThrownBy(() -> model(engine).call(() -> {
				throw error;
			}, (answer) -> LlmResult.none())).isSameAs(error);
		}
	}

	@Test
	void modelIsCalledThoughNoRunCanBeOpened() throws Exception {
		assertThatModelIsCalledWithoutARun((model) -> model.call(() -> 1, (answer) -> LlmResult.none()));
		assertThatModelIsCalledWithoutARun((model) -> model.stream(() -> Flux.just(1), Numbers::new).blockLast());
	}

	/**
	 * Makes each handler call the next model, deeper than runs may nest.
	 */
	private static void assertThatModelIsCalledWithoutARun(Function<ObservedModel, Integer> call) throws Exception {
		Queue<Integer> answers = new ConcurrentLinkedQueue<>();
		Recording.Blocking runs = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(runs)) {
			for (int i = 0; i < 12; i++) {
				String name = "model-" + i;
				ObservedModel next = new ObservedModel(engine.manager, "model-" + (i + 1), () -> REQUEST, Map.of(),
						RunConfig.empty());
				engine.manager.add(new Recording.Blocking((event) -> {
					if (event instanceof ChatModelStart && event.run().name().equals(name)) {
						answers.add(call.apply(next));
					}
				}));
			}
			call.apply(new ObservedModel(engine.manager, "model-0", () -> REQUEST, Map.of(), RunConfig.empty()));
		}
		long opened = runs.events().stream().filter(ChatModelStart.class::isInstance).count();
		assertThat(answers).hasSize((int) opened).containsOnly(1);
	}

	@Test
	void exceptionOfAModelThatIsCalledWithoutARunReachesTheCaller() throws Exception {
		IllegalStateException failure = new IllegalStateException("model");
		try (TestEngine engine = new TestEngine()) {
			engine.manager.stop(Duration.ofSeconds(1));
			Flux<Integer> items = model(engine).stream(() -> {
				throw failure;
			}, Numbers::new);
			assertThatThrownBy(items::blockLast).isSameAs(failure);
			assertThat(items.onErrorReturn(1).blockLast()).isEqualTo(1);
		}
	}

	@Test
	void everySignalFindsTheRunOfTheCaller() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			List<String> runs = new ArrayList<>();
			Runnable see = () -> runs.add(Run.current().info().name());
			engine.manager.chain("outer")
				.run(() -> model(engine).stream(() -> Flux.just(1, 2), Numbers::new)
					.doOnSubscribe((subscription) -> see.run())
					.doOnNext((item) -> see.run())
					.doOnComplete(see)
					.blockLast());
			assertThat(runs).hasSize(4).containsOnly("outer");
		}
	}

	@Test
	void streamReachesTheConsumerAsItIsAndHandlersGetWhatHasContent() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			List<Integer> items = model(engine).stream(() -> Flux.just(0, 1, 2), Numbers::new).collectList().block();
			assertThat(items).containsExactly(0, 1, 2);
			assertThat(this.handler.names()).containsExactly("ChatModelStart", "token:1", "token:2", "LlmEnd");
			LlmResult result = last(LlmEnd.class).result();
			assertThat(result.text()).isEqualTo("12");
			assertThat(result.first().usage()).isEqualTo(Usage.of(1, 2));
		}
	}

	@Test
	void emptyStreamStaysEmpty() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			assertThat(model(engine).stream(Flux::<Integer>empty, Numbers::new).collectList().block()).isEmpty();
			assertThat(this.handler.names()).containsExactly("ChatModelStart", "LlmEnd");
		}
	}

	@Test
	void streamThatIsClosedEarlyEndsWithWhatHadCome() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			AtomicBoolean cancelled = new AtomicBoolean();
			Flux<Integer> numbers = Flux.range(1, 9).doOnCancel(() -> cancelled.set(true));
			assertThat(model(engine).stream(() -> numbers, Numbers::new).take(3).collectList().block())
				.containsExactly(1, 2, 3);
			await().until(() -> this.handler.names().contains("LlmError"));
			assertThat(cancelled).isTrue();
			assertThat(last(LlmError.class).reason()).isEqualTo(EndReason.CLOSED);
			assertThat(last(LlmError.class).partial().text()).isEqualTo("123");
		}
	}

	@Test
	void whatCannotBeReadHarmsNoCall() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			assertThat(model(engine).<Integer, RuntimeException>call(() -> 1, (answer) -> {
				throw new IllegalStateException("unreadable");
			})).isEqualTo(1);
			assertThat(model(engine).stream(() -> Flux.just(-1, 2), Numbers::new).collectList().block())
				.containsExactly(-1, 2);
			assertThat(last(LlmEnd.class).result().text()).isEqualTo("2");
		}
	}

	@Test
	void requestIsReadForHandlersOnlyAndHarmsNoCall() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger reads = new AtomicInteger();
			ObservedModel model = new ObservedModel(engine.manager, "foreign", () -> {
				reads.incrementAndGet();
				throw new IllegalStateException("unreadable");
			}, Map.of(), RunConfig.empty());
			assertThat(model.<Integer, RuntimeException>call(() -> 1, (answer) -> answer("Yes"))).isEqualTo(1);
			assertThat(reads).hasValue(0);
			engine.with(this.handler);
			assertThat(model.<Integer, RuntimeException>call(() -> 1, (answer) -> answer("Yes"))).isEqualTo(1);
			assertThat(this.handler.names()).containsExactly("ChatModelStart", "LlmEnd");
		}
	}

	@Test
	void modelIsCalledAllTheSameWhenTheManagerHasStopped() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			engine.manager.stop(Duration.ofSeconds(1));
			assertThat(model(engine).<String, RuntimeException>call(() -> "Yes", (answer) -> answer("Yes")))
				.isEqualTo("Yes");
			assertThat(model(engine).stream(() -> Flux.just(1, 2), Numbers::new).collectList().block())
				.containsExactly(1, 2);
			assertThat(CallSpec.of(engine.manager, RunKind.CHAIN, "chain")
				.observed()
				.<Integer, RuntimeException>call(() -> 1)).isEqualTo(1);
			assertThat(CallSpec.of(engine.manager, RunKind.CHAIN, "chain")
				.observed()
				.stream(() -> Flux.just(1))
				.blockLast()).isEqualTo(1);
			assertThat(this.handler.names()).isEmpty();
		}
	}

	@Test
	void outputOfABodyLooksToHandlersAsItsCallerSays() throws Exception {
		try (TestEngine engine = new TestEngine().with(this.handler)) {
			Object found = engine.manager.retriever("store")
				.output((result) -> List.of(new Document("1", "text of " + result, Map.of())))
				.call(() -> "it");
			assertThat(found).isEqualTo("it");
			assertThat(last(RetrieverEnd.class).documents()).extracting(Document::text).containsExactly("text of it");
			assertThat(engine.manager.chain("chain")
				.output((item) -> "" + item)
				.stream(() -> Flux.just(1, 2))
				.collectList()
				.block()).containsExactly(1, 2);
			assertThat(last(ChainEnd.class).output()).isEqualTo("12");
			assertThat(engine.manager.chain("chain")
				.output((result) -> "<" + result + ">")
				.callAsync(() -> CompletableFuture.completedFuture(3))
				.join()).isEqualTo(3);
			assertThat(last(ChainEnd.class).output()).isEqualTo("<3>");
			assertThat(engine.manager.chain("chain").output((result) -> {
				throw new IllegalStateException("no view");
			}).<Integer, RuntimeException>call(() -> 4)).isEqualTo(4);
			assertThat(last(ChainEnd.class).output()).isEqualTo(4);
		}
	}

	@Test
	void blockingCallIsInterruptedWhenItIsCancelledAndOnlyThen() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		ExecutorService threads = Executors.newSingleThreadExecutor();
		Disposable call = BlockingCall.mono(() -> {
			inside.countDown();
			try {
				return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				outcome.complete(ex);
				throw ex;
			}
		}).subscribeOn(Schedulers.fromExecutor(threads)).subscribe();
		inside.await();
		call.dispose();
		assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		assertThat(threads.submit(Thread::interrupted).get(20, TimeUnit.SECONDS)).isFalse();
		threads.shutdown();
		assertThat(BlockingCall.mono(() -> 1).block()).isEqualTo(1);
		assertThatThrownBy(() -> BlockingCall.mono(() -> {
			throw new IllegalStateException("no");
		}).block()).isInstanceOf(IllegalStateException.class);
	}

	/** Zero is nothing for handlers, a negative one cannot be read. */
	private static final class Numbers implements ChunkReader<Integer> {

		@Override
		public @Nullable ChatChunk read(Integer item) {
			if (item < 0) {
				throw new IllegalStateException("unreadable");
			}
			return (item != 0) ? ChatChunk.of("" + item) : null;
		}

		@Override
		public ChatChunk closing() {
			return ChatChunk.closing(Usage.of(1, 2), Map.of());
		}

	}

}
