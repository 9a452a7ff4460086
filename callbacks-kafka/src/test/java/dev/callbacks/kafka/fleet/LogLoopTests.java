// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The thread of a reader, in whose work anything may be thrown (G16).
 */
@ExtendWith(OutputCaptureExtension.class)
class LogLoopTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();

	private final Queue<Runnable> script = new ConcurrentLinkedQueue<>();

	private final CountDownLatch done = new CountDownLatch(1);

	private final LogLoop loop = new LogLoop("loop", this::consumer, this::read);

	@Test
	void itBeginsAnewAfterAnyFailureAndClosesWhatItHad() throws Exception {
		this.script.add(() -> {
			throw new AssertionError("no consumer");
		});
		this.script.add(() -> {
		});
		this.script.add(() -> {
			throw new LinkageError("no class");
		});
		this.loop.start();
		await().atMost(SOON).until(() -> this.done.getCount() == 0);
		this.loop.stop(SOON);
		assertThat(this.consumers).hasSize(2).allMatch(MockConsumer::closed);
	}

	@Test
	void anInterruptOfForeignCodeEndsNothing() throws Exception {
		this.script.add(() -> {
		});
		this.script.add(() -> {
			Thread.currentThread().interrupt();
			throw new WakeupException();
		});
		this.loop.start();
		await().atMost(SOON).until(() -> this.done.getCount() == 0);
		assertThat(this.consumers).hasSize(2);
		this.loop.stop(SOON);
		assertThat(this.consumers).allMatch(MockConsumer::closed);
	}

	@Test
	void aFailureThatComesAgainAndAgainIsLoggedOnceAndTriedLessOften(CapturedOutput output) throws Exception {
		for (int i = 0; i < 3; i++) {
			this.script.add(() -> {
				throw new IllegalStateException("no rights");
			});
		}
		this.script.add(() -> {
			throw new IllegalStateException("something else");
		});
		this.loop.start();
		await().atMost(SOON).until(() -> this.done.getCount() == 0);
		this.loop.stop(SOON);
		assertThat(output.toString().split("no rights")).hasSize(2);
		assertThat(output).contains("something else");
		assertThat(LogLoop.pause(1)).isEqualTo(Duration.ofMillis(500));
		assertThat(LogLoop.pause(3)).isEqualTo(Duration.ofSeconds(2));
		assertThat(LogLoop.pause(1_000)).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void itDoesNotStartOnceItWasStopped() {
		this.loop.stop();
		this.loop.start();
		assertThat(this.loop.isStopping()).isTrue();
		assertThat(this.consumers).isEmpty();
	}

	private Consumer<byte[], byte[]> consumer() {
		runNext();
		MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
		this.consumers.add(consumer);
		return consumer;
	}

	private void read(Consumer<byte[], byte[]> consumer) {
		runNext();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.done.countDown();
		consumer.assign(List.of());
		while (!this.loop.isStopping()) {
			Thread.onSpinWait();
		}
	}

	private void runNext() {
		Runnable next = this.script.poll();
		if (next != null) {
			next.run();
		}
	}

}
