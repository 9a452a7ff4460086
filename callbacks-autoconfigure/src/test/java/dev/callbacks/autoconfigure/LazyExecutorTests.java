// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link LazyExecutor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LazyExecutorTests {

	@Test
	void poolGrowsWhileThreadsAreStuckAndIsAsBeforeWhenTheyReturn() {
		ThreadPoolTaskExecutor pool = pool();
		LazyExecutor executor = new LazyExecutor(() -> pool, true);
		executor.resize(5);
		executor.resize(6);
		assertThat(pool.getCorePoolSize()).isEqualTo(6);
		assertThat(pool.getMaxPoolSize()).isEqualTo(6);
		executor.resize(5);
		executor.resize(4);
		assertThat(pool.getCorePoolSize()).isEqualTo(2);
		assertThat(pool.getMaxPoolSize()).isEqualTo(4);
		pool.shutdown();
	}

	@Test
	void executorOfTheUserIsNotResized() {
		ThreadPoolTaskExecutor pool = pool();
		new LazyExecutor(() -> pool, false).resize(5);
		assertThat(pool.getMaxPoolSize()).isEqualTo(4);
		pool.shutdown();
	}

	@Test
	void executorIsLookedUpOnceAndNotBeforeItIsNeeded() {
		AtomicInteger lookUps = new AtomicInteger();
		LazyExecutor executor = new LazyExecutor(() -> {
			lookUps.incrementAndGet();
			return Runnable::run;
		}, true);
		assertThat(lookUps).hasValue(0);
		executor.execute(() -> {
		});
		executor.execute(() -> {
		});
		assertThat(lookUps).hasValue(1);
	}

	@Test
	void firstRefusalOfATaskIsLogged(CapturedOutput output) {
		LazyExecutor executor = new LazyExecutor(() -> (task) -> {
			throw new RejectedExecutionException("closed");
		}, false);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {
			}));
		}
		assertThat(output).containsOnlyOnce("refused a task");
	}

	@Test
	void taskIsRefusedWhereItsCallerWouldWaitForAThread() throws Exception {
		SimpleAsyncTaskExecutor one = new SimpleAsyncTaskExecutor();
		one.setConcurrencyLimit(1);
		LazyExecutor executor = new LazyExecutor(() -> one, false);
		CompletableFuture<Throwable> refusal = new CompletableFuture<>();
		executor.execute(() -> refusal.complete(catchThrowable(() -> executor.execute(() -> {
		}))));
		assertThat(refusal.get(20, TimeUnit.SECONDS)).isInstanceOf(RejectedExecutionException.class);
	}

	private static ThreadPoolTaskExecutor pool() {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		pool.setCorePoolSize(2);
		pool.setMaxPoolSize(4);
		pool.initialize();
		return pool;
	}

}
