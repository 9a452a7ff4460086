/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs of all sorts, with handlers of all sorts, ended in all ways by several threads at
 * once: what is guaranteed holds for each of them.
 */
class RandomRunsTests {

	private static final int RUNS = 400;

	/** What one handler saw of one run. */
	private static final class Seen {

		private final AtomicInteger inside = new AtomicInteger();

		private final List<CallbackEvent> events = new ArrayList<>();

		private volatile boolean overlapped;

	}

	private final Map<Object, Map<UUID, Seen>> seen = new ConcurrentHashMap<>();

	private CallbackEvent enter(Object handler, CallbackEvent event) {
		Seen seen = seen(handler, event);
		seen.overlapped |= seen.inside.incrementAndGet() != 1;
		seen.events.add(event);
		return event;
	}

	private void leave(Object handler, CallbackEvent event) {
		seen(handler, event).inside.decrementAndGet();
	}

	private Seen seen(Object handler, CallbackEvent event) {
		return this.seen.computeIfAbsent(handler, (key) -> new ConcurrentHashMap<>())
			.computeIfAbsent(event.run().id(), (key) -> new Seen());
	}

	private Handler handler(Random random) {
		Object key = new Object();
		HandlerSettings settings = HandlerSettings.none();
		int kind = random.nextInt(6);
		int failEvery = (random.nextInt(3) == 0) ? 7 + random.nextInt(20) : Integer.MAX_VALUE;
		if (kind != 0) {
			settings = settings.withWindow(1 + random.nextInt(random.nextBoolean() ? 4 : 300));
		}
		settings = switch (kind) {
			case 0 -> settings.withInline(true);
			case 1 -> settings.withSerialized(true);
			case 2 -> settings.withOnFull(OnFull.SHED_TOKENS);
			default -> settings;
		};
		AtomicInteger count = new AtomicInteger();
		if (kind < 4) {
			return new Recording.Blocking(settings, (event) -> {
				enter(key, event);
				try {
					if (count.incrementAndGet() % 11 == 0) {
						Thread.yield();
					}
					if (count.get() % failEvery == 0) {
						throw new IllegalStateException("failing now and then");
					}
				}
				finally {
					leave(key, event);
				}
			});
		}
		return new Recording.Async(settings, (event) -> {
			enter(key, event);
			if (count.incrementAndGet() % 5 != 0) {
				leave(key, event);
				return null;
			}
			return CompletableFuture.runAsync(() -> {
				leave(key, event);
				if (count.get() % failEvery == 0) {
					throw new IllegalStateException("failing now and then");
				}
			});
		});
	}

	/** Eight, or as many as the system property says. */
	static LongStream seeds() {
		return LongStream.rangeClosed(1, Integer.getInteger("callbacks.seeds", 8));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whatIsGuaranteedHoldsForRunsOfAllSorts(long seed) throws Exception {
		Random random = new Random(seed);
		List<Handler> handlers = new ArrayList<>();
		for (int i = 0; i < 1 + random.nextInt(5); i++) {
			handlers.add(handler(random));
		}
		Handler named = handler(random);
		CountingListener listener = new CountingListener();
		int threads = 1 + random.nextInt(4);
		try (TestEngine engine = new TestEngine(threads, CallbackDispatcher.builder().listener(listener))
			.with(handlers.toArray(Handler[]::new))) {
			CallbackChatModel model = new CallbackChatModel(engine.manager, provider(random.nextLong()));
			CountDownLatch done = new CountDownLatch(RUNS);
			for (int i = 0; i < RUNS; i++) {
				CallbackChatModel one = random.nextBoolean() ? model : model.with(RunConfig.handlers(named));
				start(one, random, done);
			}
			assertThat(done.await(60, TimeUnit.SECONDS)).as("every caller is released").isTrue();
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(engine.manager.namedHandlers()).isZero();
		}
		assertThat(listener.opened).hasValue(RUNS);
		assertThat(listener.outcomes).hasSize(RUNS);
		assertThat(listener.accepted()).isEqualTo(listener.finished() + listener.dropped());
		assertThat(listener.dropped()).isEqualTo(listener.dropped("SHED"));
		this.seen.values().forEach((runs) -> runs.values().forEach(RandomRunsTests::check));
	}

	private static void check(Seen seen) {
		assertThat(seen.overlapped).isFalse();
		assertThat(seen.inside).hasValue(0);
		List<CallbackEvent> events = seen.events;
		assertThat(events.get(0)).isInstanceOf(StartEvent.class);
		assertThat(events.get(events.size() - 1)).isInstanceOf(TerminalEvent.class);
		assertThat(events).filteredOn((event) -> event instanceof StartEvent || event instanceof TerminalEvent)
			.hasSize(2);
		assertThat(events.stream().map(CallbackEvent::sequence).toList()).isSorted().doesNotHaveDuplicates();
		assertThat(events).filteredOn((event) -> !(event instanceof LlmNewToken) && !(event instanceof CustomEvent))
			.hasSize(2);
	}

	private static void start(CallbackChatModel model, Random random, CountDownLatch done) {
		ChatRequest request = random.nextBoolean() ? ChatRequest.of("x") : ChatRequest.of("x").streaming();
		switch (random.nextInt(7)) {
			case 0 -> model.callAsync(request).whenComplete((result, failure) -> done.countDown());
			case 1 -> model.stream(request).doFinally((signal) -> done.countDown()).onErrorComplete().subscribe();
			case 2 -> model.stream(request)
				.take(1 + random.nextInt(20))
				.doFinally((signal) -> done.countDown())
				.onErrorComplete()
				.subscribe();
			case 3 -> {
				Disposable subscription = model.stream(request).onErrorComplete().subscribe();
				Schedulers.parallel().schedule(() -> {
					subscription.dispose();
					done.countDown();
				}, random.nextInt(3000), TimeUnit.MICROSECONDS);
			}
			case 4 -> {
				CompletableFuture<?> future = model.callAsync(request);
				Schedulers.parallel().schedule(() -> {
					future.cancel(true);
					done.countDown();
				}, random.nextInt(3000), TimeUnit.MICROSECONDS);
			}
			case 5 -> new Thread(() -> {
				try {
					model.call(request);
				}
				catch (RuntimeException ex) {
					// the provider fails now and then
				}
				done.countDown();
			}).start();
			default -> model.stream(request)
				.limitRate(1 + random.nextInt(8))
				.publishOn(Schedulers.boundedElastic(), 4)
				.doFinally((signal) -> done.countDown())
				.onErrorComplete()
				.subscribe();
		}
	}

	private static ChatProvider provider(long seed) {
		AtomicInteger calls = new AtomicInteger();
		return new ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(ChatRequest request) {
				Random random = new Random(seed + calls.getAndIncrement());
				Run run = Run.current();
				Flux<ChatChunk> chunks = Flux.range(0, random.nextInt(80)).map((n) -> {
					if (n % 13 == 5) {
						report(run);
					}
					return ChatChunk.of("t" + n);
				});
				if (random.nextInt(5) == 0) {
					chunks = chunks.concatWith(Flux.error(new IllegalStateException("provider")));
				}
				return random.nextBoolean() ? chunks : chunks.subscribeOn(Schedulers.parallel());
			}

			@Override
			public String name() {
				return "random";
			}

		};
	}

	private static void report(Run run) {
		try {
			run.emit("progress", null);
		}
		catch (dev.callbacks.RunStateException ex) {
			// it was cancelled meanwhile
		}
	}

}
