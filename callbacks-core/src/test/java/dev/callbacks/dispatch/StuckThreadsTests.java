// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.TestEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers that hang on all threads of an executor that nobody resizes.
 */
@Timeout(60)
class StuckThreadsTests {

	private static final HandlerSettings IMPATIENT = HandlerSettings.none().withTimeout(Duration.ofMillis(50));

	private final CountDownLatch gate = new CountDownLatch(1);

	private Handler hung(int concurrency) {
		return new Recording.Blocking(IMPATIENT.withConcurrency(concurrency), (event) -> TestEngine.hang(this.gate));
	}

	private static List<CompletableFuture<String>> calls(CallbackDispatcher manager, int count) {
		List<CompletableFuture<String>> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			calls.add(manager.chain("chain").callAsync(() -> CompletableFuture.completedFuture("done")));
		}
		return calls;
	}

	private void assertOthersGoOn(CallbackDispatcher manager, int threads, Handler... hung) throws Exception {
		Recording.Blocking healthy = new Recording.Blocking();
		List.of(hung).forEach(manager::add);
		manager.add(healthy);
		assertThat(calls(manager, threads)).allSatisfy((call) -> assertThat(call).succeedsWithin(TestEngine.LONG));
		assertThat(calls(manager, threads)).allSatisfy((call) -> assertThat(call).succeedsWithin(TestEngine.LONG));
		assertThat(healthy.receipts).hasSize(4 * threads);
		this.gate.countDown();
		assertThat(manager.awaitIdle(TestEngine.LONG)).isTrue();
		assertThat(calls(manager, 1).get(0)).succeedsWithin(TestEngine.LONG);
	}

	@Test
	void g4ThreadsOfTheManagerItselfAreReplaced() throws Exception {
		assertOthersGoOn(CallbackDispatcher.builder().build(), 8, hung(4), hung(4));
	}

	@Test
	void g4ThreadsOfAPoolThatDoesNotGrowAreReplaced() throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		assertOthersGoOn(CallbackDispatcher.builder().executor(pool, 2).build(), 2, hung(1), hung(1));
		pool.shutdownNow();
	}

	@Test
	void g4OnlyThreadOfAPoolThatDoesNotGrowIsReplaced() throws Exception {
		ExecutorService pool = Executors.newSingleThreadExecutor();
		assertOthersGoOn(CallbackDispatcher.builder().executor(pool, 1).build(), 1, hung(1));
		pool.shutdownNow();
	}

	@Test
	void threadsOfTheManagerItselfEndWithoutWork() {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		assertThat(manager.engine.options.executor()).isInstanceOfSatisfying(ThreadPoolExecutor.class, (pool) -> {
			assertThat(pool.getCorePoolSize()).isZero();
			assertThat(pool.getKeepAliveTime(TimeUnit.MINUTES)).isZero();
		});
	}

}
