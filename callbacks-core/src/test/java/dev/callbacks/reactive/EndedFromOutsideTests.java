// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.reactive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.LogCapture;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Steps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams without end whose run is ended from outside while items pass, over and over
 * (G1, G10). The consumer is one of Reactor's, which nothing guards: signals come one at
 * a time (rule 1.3), one of them is the last (1.7), and the source is cancelled.
 */
class EndedFromOutsideTests {

	private static final int ROUNDS = 16;

	private static final ChatRequest REQUEST = ChatRequest.of("Hello").streaming();

	static Stream<Arguments> cases() {
		return Stream.of(Source.values())
			.flatMap((source) -> Stream.of(Ending.values())
				.filter((ending) -> ending != Ending.RAISING || source.hasTokens)
				.map((ending) -> Arguments.of(source, ending)));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void signalsComeOneAtATimeAndOneIsTheLast(Source source, Ending ending) throws Exception {
		try (LogCapture quiet = LogCapture.of(CallbackDispatcher.class)) {
			assertThat(quiet).isNotNull();
			assertThat((ending == Ending.STOP) ? roundsThatStop(source) : rounds(source, ending)).isEmpty();
		}
	}

	private static List<String> rounds(Source source, Ending ending) throws Exception {
		Random random = new Random(42);
		List<String> wrong = new ArrayList<>();
		try (TestEngine engine = engine(source)) {
			for (int i = 0; i < ROUNDS; i++) {
				wrong.addAll(round(engine, source, ending, random.nextInt(60)));
			}
		}
		return wrong;
	}

	private static List<String> roundsThatStop(Source source) throws Exception {
		Random random = new Random(42);
		List<String> wrong = new ArrayList<>();
		for (int i = 0; i < ROUNDS / 2; i++) {
			try (TestEngine engine = engine(source)) {
				wrong.addAll(round(engine, source, Ending.STOP, random.nextInt(60)));
			}
		}
		return wrong;
	}

	private static TestEngine engine(Source source) {
		TestEngine engine = new TestEngine(4, CallbackDispatcher.builder());
		// a short way to the end: what they have not seen has to be seen after it
		HandlerSettings few = HandlerSettings.none().withWindow(8);
		return (source == Source.BARE_MODEL) ? engine
				: engine.with(new Recording.Blocking(few),
						new Recording.Async(few, (event) -> CompletableFuture.completedFuture(null)),
						new Recording.Async(few, (event) -> CompletableFuture.runAsync(() -> {
						})));
	}

	private static List<String> round(TestEngine engine, Source source, Ending ending, int after) throws Exception {
		Endless endless = new Endless();
		Consumer consumer = new Consumer(after);
		DrivenRun parent = engine.manager.open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "parent"));
		parent.started().toCompletableFuture().get(20, TimeUnit.SECONDS);
		Flux<?> flux = source.of(engine.manager, endless, ending.config(after));
		try (Run.Scope scope = parent.scope()) {
			assertThat(scope).isNotNull();
			flux.subscribe(consumer);
		}
		if (ending != Ending.RAISING && ending != Ending.TIMEOUT) {
			consumer.await(consumer.reached);
			ending.end(engine.manager, parent, endless);
		}
		consumer.await(consumer.terminated);
		parent.end(null);
		assertThat(engine.manager.awaitIdle(TestEngine.LONG)).as("every run is over").isTrue();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(TestEngine.LONG)
			.until(() -> endless.open() == 0);
		return consumer.wrong();
	}

	/**
	 * A way for a run to end that neither its source nor its consumer knows of.
	 */
	enum Ending {

		CANCEL {
			@Override
			void end(CallbackDispatcher manager, Run parent, Endless endless) {
				endless.run.get().cancel();
			}
		},
		PARENT {
			@Override
			void end(CallbackDispatcher manager, Run parent, Endless endless) {
				parent.cancel();
			}
		},
		STOP {
			@Override
			void end(CallbackDispatcher manager, Run parent, Endless endless) {
				manager.stop(Duration.ZERO);
			}
		},
		TIMEOUT {
			@Override
			RunConfig config(int after) {
				return RunConfig.empty().timeout(Duration.ofMillis(1 + after % 4));
			}
		},
		RAISING {
			@Override
			RunConfig config(int after) {
				AtomicInteger tokens = new AtomicInteger();
				return RunConfig
					.handlers(new Recording.Blocking(HandlerSettings.none().withRaiseError(true), (event) -> {
						if (event instanceof LlmNewToken && tokens.incrementAndGet() > after) {
							throw new IllegalStateException("raised");
						}
					}));
			}
		};

		RunConfig config(int after) {
			return RunConfig.empty();
		}

		void end(CallbackDispatcher manager, Run parent, Endless endless) {
			throw new IllegalStateException(this + " comes by itself");
		}

	}

	/**
	 * Makes a stream of what an endless source brings.
	 */
	enum Source {

		MODEL(true) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return endless.model(manager).with(config).stream(REQUEST);
			}
		},
		BARE_MODEL(true) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return endless.model(manager).with(config).stream(REQUEST);
			}
		},
		TEXT(true) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return endless.model(manager).with(config).streamText("Hello");
			}
		},
		EVENTS(true) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return endless.model(manager).with(config).events(REQUEST).flux();
			}
		},
		OBSERVED(true) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return new ObservedModel(manager, "observed", () -> REQUEST, Map.of(), config).stream(endless::chunks,
						PlainReader::new);
			}
		},
		CHAIN(false) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return manager.chain("chain").with(config).stream(endless::chunks);
			}
		},
		STEP(false) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				return new Steps(manager)
					.<String, ChatChunk>generator("step", (input) -> input.flatMap((any) -> endless.chunks()))
					.stream("x", config);
			}
		},
		SEQUENCE(false) {
			@Override
			Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config) {
				Steps steps = new Steps(manager);
				return steps.<String, ChatChunk>generator("step", (input) -> input.flatMap((any) -> endless.chunks()))
					.then(steps.<ChatChunk, ChatChunk>generator("same", (chunks) -> chunks))
					.stream("x", config);
			}
		};

		private final boolean hasTokens;

		Source(boolean hasTokens) {
			this.hasTokens = hasTokens;
		}

		abstract Flux<?> of(CallbackDispatcher manager, Endless endless, RunConfig config);

	}

	/**
	 * A source without end, on a thread of its own.
	 */
	static final class Endless implements ChatProvider {

		private final AtomicReference<Run> run = new AtomicReference<>();

		/** The number of open subscriptions. */
		private final AtomicInteger open = new AtomicInteger();

		Flux<ChatChunk> chunks() {
			this.run.set(Run.find().orElse(null));
			return Flux.<ChatChunk>generate((sink) -> sink.next(ChatChunk.of("a")))
				.subscribeOn(Schedulers.parallel())
				.doOnSubscribe((subscription) -> this.open.incrementAndGet())
				.doOnCancel(this.open::decrementAndGet);
		}

		CallbackChatModel model(CallbackDispatcher manager) {
			return new CallbackChatModel(manager, this);
		}

		int open() {
			return this.open.get();
		}

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			return chunks();
		}

		@Override
		public String name() {
			return "endless";
		}

	}

	/**
	 * Watches over the order of signals.
	 */
	private static final class Consumer implements CoreSubscriber<Object> {

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch terminated = new CountDownLatch(1);

		private final AtomicReference<Thread> signalling = new AtomicReference<>();

		private final AtomicInteger terminals = new AtomicInteger();

		private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

		private final int after;

		private int items;

		private Subscription subscription;

		private Consumer(int after) {
			this.after = after;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			subscription.request(5);
		}

		@Override
		public void onNext(Object item) {
			signal("onNext", () -> {
				if (++this.items > this.after) {
					this.reached.countDown();
				}
				Thread.onSpinWait();
			});
			this.subscription.request(1);
		}

		@Override
		public void onError(Throwable failure) {
			signal("onError", this.terminals::incrementAndGet);
			this.terminated.countDown();
		}

		@Override
		public void onComplete() {
			this.wrong.add("a stream without end was completed");
			signal("onComplete", this.terminals::incrementAndGet);
			this.terminated.countDown();
		}

		private void signal(String name, Runnable action) {
			if (!this.signalling.compareAndSet(null, Thread.currentThread())) {
				this.wrong.add(name + " while another signal was under way");
			}
			if (this.terminals.get() != 0) {
				this.wrong.add(name + " after the last signal");
			}
			action.run();
			this.signalling.set(null);
		}

		private void await(CountDownLatch latch) throws InterruptedException {
			assertThat(latch.await(20, TimeUnit.SECONDS)).as("signal after %d items; wrong: %s", this.items, this.wrong)
				.isTrue();
		}

		private List<String> wrong() {
			return List.copyOf(this.wrong);
		}

	}

}
