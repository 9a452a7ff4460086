// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.ChunkReader;
import dev.callbacks.chat.ObservedModel;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Observed work that ends on the thread that subscribes.
 */
class SubscribingThreadTests {

	private final Thread subscriber = Thread.currentThread();

	private volatile boolean subscribed;

	@Test
	void consumerGetsTheEndThereAlthoughAnotherThreadTellsTheCallOfIt() throws Exception {
		AtomicReference<Thread> told = new AtomicReference<>();
		try (TestEngine engine = new TestEngine()) {
			new ObservedModel(tellingLate(engine.manager), "model", () -> ChatRequest.of("Hello"), Map.of(),
					RunConfig.empty())
				.<Integer>stream(() -> Flux.error(new IllegalStateException("failed")), Nothing::new)
				.subscribe((item) -> {
				}, (failure) -> told.set(Thread.currentThread()));
			this.subscribed = true;
			await().until(() -> told.get() != null);
			assertThat(told).hasValue(this.subscriber);
		}
	}

	/**
	 * A manager of whose runs one thread sees that they are over before another is told.
	 */
	private CallbackManager tellingLate(RunOpener opener) {
		return (CallbackManager) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { CallbackManager.class, RunOpener.class }, (proxy, method, arguments) -> {
					Object value = method.invoke(opener, arguments);
					return (value instanceof DrivenRun run) ? tellingLate(run) : value;
				});
	}

	private DrivenRun tellingLate(DrivenRun run) {
		return (DrivenRun) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { DrivenRun.class },
				(proxy, method, arguments) -> {
					Object value = method.invoke(run, arguments);
					return method.getName().equals("finished") ? new Late((CompletableFuture<?>) value) : value;
				});
	}

	/**
	 * A future that is complete before it calls back, which it does when the subscriber
	 * waits for that, or has gone on.
	 */
	private final class Late extends CompletableFuture<Object> {

		private final CompletableFuture<?> future;

		private Late(CompletableFuture<?> future) {
			this.future = future;
			future.whenComplete((value, failure) -> completeExceptionally(failure));
		}

		@Override
		public <U> CompletableFuture<U> handle(BiFunction<? super Object, Throwable, ? extends U> action) {
			CompletableFuture<U> told = new CompletableFuture<>();
			this.future.whenComplete((value, failure) -> new Thread(() -> {
				await().until(() -> SubscribingThreadTests.this.subscribed
						|| SubscribingThreadTests.this.subscriber.getState() == Thread.State.WAITING);
				told.complete(action.apply(value, failure));
			}).start());
			return told;
		}

	}

	private static final class Nothing implements ChunkReader<Integer> {

		@Override
		public ChatChunk read(Integer item) {
			return ChatChunk.of("");
		}

		@Override
		public ChatChunk closing() {
			return ChatChunk.closing();
		}

	}

}
