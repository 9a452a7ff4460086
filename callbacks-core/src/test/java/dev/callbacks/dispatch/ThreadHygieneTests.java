// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.callbacks.CallWay;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestFutures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that threads keep nothing of runs that are over, and take nothing from the thread
 * that happens to start them (G5, G8).
 */
class ThreadHygieneTests {

	/**
	 * An application on the threads of others, which live longer. Loaded by a class
	 * loader of its own.
	 */
	public static final class Application implements Runnable {

		private final ExecutorService threads;

		public Application(ExecutorService threads) {
			this.threads = threads;
		}

		@Override
		public void run() {
			CallbackDispatcher manager = CallbackDispatcher.builder()
				.executor(this.threads, 2)
				.work(this.threads)
				.build();
			manager.chain("blocking").run(() -> {
			});
			manager.chain("asynchronous").callAsync(() -> CompletableFuture.completedFuture("x")).join();
			manager.chain("submitted").submit(() -> "x").join();
			manager.chain("streamed").stream(() -> Flux.just("x")).blockLast();
		}

	}

	/** A handler that a class loader of its own may have. */
	public static final class Foreign implements CallbackHandler {

		@Override
		public void onEvent(CallbackEvent event) {
			Thread.yield();
		}

	}

	/** Loads the product, or one class of the tests, again. */
	private static final class Again extends URLClassLoader {

		private final String prefix;

		private Again(String prefix) {
			super(new URL[0], ThreadHygieneTests.class.getClassLoader());
			this.prefix = prefix;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith(this.prefix)) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = stream.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (Exception ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	@Test
	void threadsOfOthersDoNotKeepTheApplication() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(3, ThreadHygieneTests::daemon);
		try {
			WeakReference<ClassLoader> loader = runApplication(threads);
			BoundedEngine.untilCollected(List.of(loader));
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "of-others");
		thread.setDaemon(true);
		return thread;
	}

	private static WeakReference<ClassLoader> runApplication(ExecutorService threads) throws Exception {
		// all threads are there before the application is
		for (int i = 0; i < 3; i++) {
			threads.submit(() -> {
			}).get(20, TimeUnit.SECONDS);
		}
		Again loader = new Again("dev.callbacks.");
		Runnable application = (Runnable) loader.loadClass(Application.class.getName())
			.getConstructor(ExecutorService.class)
			.newInstance(threads);
		threads.submit(application).get(20, TimeUnit.SECONDS);
		return new WeakReference<>(loader);
	}

	@Test
	void managerAndItsThreadsDoNotKeepAHandlerThatACallNamed() throws Exception {
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder)) {
			WeakReference<ClassLoader> loader = callWithForeignHandler(engine);
			engine.assertOver();
			BoundedEngine.untilCollected(List.of(loader));
		}
	}

	/** The watchdog has seen it at work, and then there was nothing more to look at. */
	@Test
	void watchdogDoesNotKeepAHandlerThatItSawLast() {
		try (BoundedEngine engine = new BoundedEngine(2, (builder) -> builder)) {
			WeakReference<Handler> handler = callWithHandlerThatIsSeen(engine);
			engine.assertOver();
			BoundedEngine.untilCollected(List.of(handler));
		}
	}

	private static WeakReference<Handler> callWithHandlerThatIsSeen(BoundedEngine engine) {
		Handler handler = new CallbackHandler() {

			@Override
			public void onLlmEnd(LlmEnd event) {
				BoundedEngine.until("the watchdog saw it", () -> isSeen(engine));
			}

		};
		CompletableFuture<?> call = CallWay.FUTURE.ask(engine.model("a").with(RunConfig.handlers(handler)));
		assertThat(BoundedEngine.ended(call)).isNull();
		return new WeakReference<>(handler);
	}

	private static boolean isSeen(BoundedEngine engine) {
		AtomicBoolean seen = new AtomicBoolean();
		engine.manager.runs.all().forEach((run) -> run.lanes.lanes.forEach((lane) -> {
			if (LaneState.of(lane.state.seen) == LaneState.CALLING) {
				seen.set(true);
			}
		}));
		return seen.get();
	}

	private static WeakReference<ClassLoader> callWithForeignHandler(BoundedEngine engine) throws Exception {
		Again loader = new Again(ThreadHygieneTests.class.getName());
		Handler handler = (Handler) loader.loadClass(Foreign.class.getName()).getConstructor().newInstance();
		assertThat(handler.getClass()).isNotEqualTo(Foreign.class);
		for (CallWay way : CallWay.values()) {
			assertThat(BoundedEngine.ended(way.ask(engine.model("a").with(RunConfig.handlers(handler))))).isNull();
		}
		return new WeakReference<>(loader);
	}

	/** Notices each thread that takes the value along. */
	private static final class Inherited extends InheritableThreadLocal<String> {

		private final Queue<String> inheriting = new ConcurrentLinkedQueue<>();

		@Override
		protected String childValue(String parentValue) {
			this.inheriting.add("by a thread that " + Thread.currentThread().getName() + " made");
			return parentValue;
		}

	}

	@Test
	void threadsTakeNothingFromTheThreadThatStartsThem() {
		Inherited inherited = new Inherited();
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		// is called by the watchdog when it gives up the handler
		DispatchListener listener = new DispatchListener() {

			@Override
			public HandlerListener handler(HandlerDescriptor handler) {
				return new HandlerListener() {

					@Override
					public void finished(EventType type, Outcome outcome, long count, long nanos) {
						if (outcome == Outcome.TIMEOUT) {
							seen.add(Thread.currentThread().getName() + " " + inherited.get());
						}
					}

				};
			}

		};
		CallbackDispatcher manager = CallbackDispatcher.builder()
			.listener(listener)
			.handlerTimeout(Duration.ofMillis(100))
			.build();
		manager.add(new Recording.Async(
				(event) -> (event.type() == EventType.CHAIN_START) ? new CompletableFuture<>() : null));
		manager.add(new Recording.Blocking((event) -> seen.add("handler " + inherited.get())));
		CompletableFuture<Object> body = TestFutures.onThread(() -> {
			inherited.set("caller's");
			return manager.chain("chain").submit(() -> seen.add("body " + inherited.get())).join();
		});
		assertThat(BoundedEngine.ended(body)).isNull();
		assertThat(seen).contains("body null", "handler null")
			.allSatisfy((one) -> assertThat(one).endsWith(" null"))
			.anySatisfy((one) -> assertThat(one).startsWith("callbacks-watchdog"));
		assertThat(inherited.inheriting).isEmpty();
	}

	@Test
	void threadsHaveNumbersInTheirNames() {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		Recording.Blocking handler = new Recording.Blocking();
		manager.add(handler);
		String body = manager.chain("chain").submit(() -> Thread.currentThread().getName()).join();
		assertThat(body).matches("callbacks-work-[1-9]");
		assertThat(handler.receipts).extracting((receipt) -> receipt.thread().getName())
			.allSatisfy((name) -> assertThat(name).matches("callbacks-[1-8]"));
	}

	@Test
	void threadsDoNotKeepTheContextClassLoaderOfTheThreadThatStartsThem() throws Exception {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(new Recording.Blocking());
		WeakReference<ClassLoader> loader = callUnderForeignLoader(manager);
		BoundedEngine.untilCollected(List.of(loader));
		assertThat(manager.openRuns()).isZero();
	}

	private static WeakReference<ClassLoader> callUnderForeignLoader(CallbackDispatcher manager) {
		URLClassLoader loader = new URLClassLoader(new URL[0], ThreadHygieneTests.class.getClassLoader());
		CompletableFuture<Object> call = TestFutures.onThread(() -> {
			Thread.currentThread().setContextClassLoader(loader);
			return manager.chain("chain").submit(() -> "x").join();
		});
		assertThat(BoundedEngine.ended(call)).isNull();
		return new WeakReference<>(loader);
	}

}
