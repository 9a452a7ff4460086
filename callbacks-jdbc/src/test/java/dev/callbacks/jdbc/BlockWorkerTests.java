// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The thread that works on blocks.
 */
class BlockWorkerTests {

	@Test
	void blocksAreDoneInTheirOrder() {
		List<Integer> done = new ArrayList<>();
		try (BlockWorker worker = new BlockWorker("test")) {
			IntStream.range(0, 100).forEach((i) -> worker.submit(() -> done.add(i)));
			worker.finish();
		}
		assertThat(done).isEqualTo(IntStream.range(0, 100).boxed().toList());
	}

	@Test
	void aBlockThatFailsIsHeardOf() {
		try (BlockWorker worker = new BlockWorker("test")) {
			worker.submit(() -> {
				throw new IllegalArgumentException("broken");
			});
			assertThatIllegalStateException().isThrownBy(worker::finish)
				.withCauseInstanceOf(IllegalArgumentException.class);
		}
	}

	@Test
	void theCallerWaitsWhileEnoughBlocksWait() {
		CountDownLatch released = new CountDownLatch(1);
		AtomicInteger submitted = new AtomicInteger();
		Thread caller = new Thread(() -> {
			try (BlockWorker worker = new BlockWorker("test")) {
				while (true) {
					worker.submit(() -> awaitUninterrupted(released));
					submitted.incrementAndGet();
				}
			}
			catch (CancellationException ex) {
				submitted.addAndGet(1_000);
			}
		});
		caller.start();
		await().atMost(Duration.ofSeconds(20))
			.until(() -> submitted.get() == 4 && caller.getState() == Thread.State.WAITING);
		caller.interrupt();
		await().atMost(Duration.ofSeconds(20)).until(() -> submitted.get() == 1_004);
		released.countDown();
	}

	@Test
	void anInterruptIsKept() {
		CountDownLatch released = new CountDownLatch(1);
		try (BlockWorker worker = new BlockWorker("test")) {
			worker.submit(() -> awaitUninterrupted(released));
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(worker::finish);
			assertThat(Thread.interrupted()).isTrue();
		}
		finally {
			released.countDown();
		}
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
