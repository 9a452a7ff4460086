// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.test.CallbackTests;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The places that streams take.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamRegistryTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int ROUNDS = 300;

	private static final int AT_ONCE = 8;

	private static final StreamOwner NOBODY = new StreamOwner(null);

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().build();

	private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

	private StreamRegistry registry;

	private void configure(String... properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		for (String property : properties) {
			source.put("callbacks.streams." + property.split("=")[0], property.split("=")[1]);
		}
		this.registry = new StreamRegistry(this.dispatcher, new TreeNumbers(100),
				new Binder(source).bindOrCreate("callbacks.streams", StreamProperties.class), Schedulers.parallel());
		this.registry.start();
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.registry.stop();
		this.registry.destroy();
		this.dispatcher.stop(Duration.ofSeconds(1));
	}

	private LocalStream open(String name, StreamOwner owner) {
		return this.registry.open(ResumableStream.opened(name, Flux::never), Flux::never, owner, Context.empty());
	}

	private static void stop(LocalStream stream) {
		stream.stop();
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(PATIENCE)
			.until(() -> !stream.isUnderWay());
	}

	/**
	 * Opens many streams at the same moment.
	 * @return those that were not refused
	 */
	private List<LocalStream> openAtOnce(StreamOwner owner) throws Exception {
		CyclicBarrier start = new CyclicBarrier(AT_ONCE);
		Callable<@Nullable LocalStream> task = () -> {
			start.await();
			try {
				return open("one", owner);
			}
			catch (StreamRefusedException ex) {
				return null;
			}
		};
		List<LocalStream> opened = new ArrayList<>();
		for (Future<@Nullable LocalStream> stream : this.threads.invokeAll(Collections.nCopies(AT_ONCE, task))) {
			opened.add(stream.get());
		}
		opened.removeIf(Objects::isNull);
		return opened;
	}

	@Test
	void userWhoOpensManyStreamsAtOnceHasNoMoreThanAreAllowed() throws Exception {
		configure("max-streams-per-user=1", "max-streams=100000");
		for (int round = 0; round < ROUNDS; round++) {
			List<LocalStream> opened = openAtOnce(new StreamOwner("user" + round));
			assertThat(opened).hasSize(1);
			opened.get(0).stop();
		}
	}

	@Test
	void streamThatIsJustBeingOpenedMakesNoRoomForAnother() throws Exception {
		configure("max-streams=1");
		for (int round = 0; round < ROUNDS; round++) {
			List<LocalStream> opened = openAtOnce(NOBODY);
			assertThat(opened).hasSize(1);
			LocalStream stream = opened.get(0);
			assertThat(this.registry.find(stream.root())).isSameAs(stream);
			stop(stream);
		}
	}

	@Test
	void streamThatCannotBeOpenedTakesNoPlace() {
		configure("max-streams-per-user=1", "max-streams=1");
		StreamOwner ann = new StreamOwner("ann");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> open(" ", ann))
				.withMessageContaining("blank");
		}
		assertThat(open("good", ann).isUnderWay()).isTrue();
	}

	@Test
	void streamsThatMadeRoomTakeNoMemory() {
		configure("max-streams=2", "time-to-live=1h");
		List<WeakReference<LocalStream>> all = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			all.add(new WeakReference<>(openAndStop()));
		}
		CallbackTests.awaitIdle(this.dispatcher);
		Awaitility.await().atMost(PATIENCE).until(() -> {
			System.gc();
			return all.stream().filter((stream) -> stream.get() != null).count() <= 2;
		});
	}

	@Test
	void streamsOfAnApplicationThatIsClosedTakeNoMemory() {
		configure("time-to-live=1h");
		List<WeakReference<LocalStream>> all = List.of(new WeakReference<>(openAndStop()),
				new WeakReference<>(open("one", NOBODY)));
		this.registry.stop();
		this.registry.destroy();
		CallbackTests.awaitIdle(this.dispatcher);
		configure();
		Awaitility.await().atMost(PATIENCE).until(() -> {
			System.gc();
			return all.stream().allMatch((stream) -> stream.get() == null);
		});
	}

	private LocalStream openAndStop() {
		LocalStream stream = open("one", NOBODY);
		stop(stream);
		return stream;
	}

}
