// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;

/**
 * The program that measures one case, in a JVM of its own. It prints nanoseconds and
 * bytes a token, as the median of the rounds after the warm-up.
 */
public final class Fork {

	static final String RESULT = "RESULT ";

	private static final int MIN_ROUNDS = 3;

	private Fork() {
	}

	/**
	 * Measures a case.
	 * @param arguments milliseconds of warming up and of measuring, then the case
	 * @throws InterruptedException if a round is interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		List<String> all = List.of(arguments);
		Case measured = Case.parse(all.subList(2, all.size()));
		// a token in lockstep takes a hundred times longer
		int tokens = (measured.window() == 1) ? Workload.TOKENS / 40 : Workload.TOKENS;
		try (Workload workload = Workload.of(measured, tokens)) {
			rounds(workload, Long.parseLong(all.get(0)), tokens);
			long allocated = allocated();
			double[] nanos = rounds(workload, Long.parseLong(all.get(1)), tokens);
			double bytes = (double) (allocated() - allocated) / nanos.length / tokens;
			System.out.println(RESULT + String.format(Locale.ROOT, "%.3f %.3f", Sample.median(nanos), bytes));
		}
		// threads of other libraries must not keep the process alive
		System.exit(0);
	}

	private static double[] rounds(Workload workload, long millis, int tokens) throws InterruptedException {
		DoubleStream.Builder nanos = DoubleStream.builder();
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		for (int round = 0; round < MIN_ROUNDS || System.nanoTime() < end; round++) {
			long begin = System.nanoTime();
			workload.round();
			nanos.add((double) (System.nanoTime() - begin) / tokens);
			// a sign of life for the parent
			System.out.println(round);
		}
		return nanos.build().toArray();
	}

	private static long allocated() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

}
