// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs against an oracle. {@code -Dcallbacks.seed=N} runs one of them again,
 * {@code -Dcallbacks.programs.seconds=3600} searches for that long.
 */
class RandomProgramsTests {

	/** As many as take well under a minute on two processors. */
	private static final int PROGRAMS = 100;

	private static final int MAX_REPORTED = 40;

	private static final ThreadLocalAccessor<String> TENANT = Surroundings.tenant();

	private static final List<Long> FAILING = new ArrayList<>();

	private static Level level;

	private static Logger root() {
		return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	@BeforeAll
	static void prepare() {
		// handlers fail by the thousand, which is logged as it should be
		level = root().getLevel();
		root().setLevel(Level.OFF);
		ContextRegistry.getInstance().registerThreadLocalAccessor(TENANT);
		ContextRegistry.getInstance().registerThreadLocalAccessor(new OpenScopes());
		Schedulers.onScheduleHook(OpenScopes.KEY, Surroundings::checked);
	}

	@AfterAll
	static void restore() {
		root().setLevel(level);
		ContextRegistry.getInstance().removeThreadLocalAccessor((String) TENANT.key());
		ContextRegistry.getInstance().removeThreadLocalAccessor(OpenScopes.KEY);
		Schedulers.resetOnScheduleHook(OpenScopes.KEY);
	}

	@Test
	void whatIsGuaranteedHoldsForProgramsOfAllSorts() throws Exception {
		Long seed = Long.getLong("callbacks.seed");
		Integer seconds = Integer.getInteger("callbacks.programs.seconds");
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		List<String> failures = new ArrayList<>();
		if (seed != null) {
			int times = Integer.getInteger("callbacks.programs.times", 1);
			for (int i = 0; i < times && failures.isEmpty(); i++) {
				run(seed, failures);
			}
		}
		else if (seconds != null) {
			search(seconds, failures);
		}
		else {
			for (long each : LongStream.rangeClosed(1, Integer.getInteger("callbacks.programs", PROGRAMS)).toArray()) {
				run(each, failures);
			}
		}
		checkThreads(before, failures);
		assertThat(failures).withFailMessage(() -> String.join("\n", failures)).isEmpty();
	}

	/** Threads of the engine go when there is nothing to do. */
	private static void checkThreads(Set<Thread> before, List<String> failures) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("callbacks-") && !before.contains(thread)) {
				thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
				if (thread.isAlive() && failures.isEmpty()) {
					failures.add("Thread " + thread.getName() + " is left");
				}
			}
		}
	}

	private static void search(int seconds, List<String> failures) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		long seed = Long.getLong("callbacks.programs.from", System.nanoTime() & 0xFFFFFFFL);
		long first = seed;
		while (System.nanoTime() < deadline) {
			run(seed++, failures);
		}
		System.out.println("failing seeds: " + FAILING);
		System.out.println((seed - first) + " programs from seed " + first + ", " + failures.size() + " reported");
	}

	private static void run(long seed, List<String> failures) throws InterruptedException {
		Program program = ProgramGenerator.generate(seed);
		List<String> violations = ProgramRunner.run(program);
		if (!violations.isEmpty()) {
			StringBuilder text = new StringBuilder("\nSeed " + seed + " fails (-Dcallbacks.seed=" + seed + "):");
			violations.forEach((violation) -> text.append("\n  ").append(violation));
			text.append("\n").append(program);
			System.out.println(text);
			FAILING.add(seed);
			if (failures.size() < MAX_REPORTED) {
				failures.add(text.toString());
			}
		}
	}

}
