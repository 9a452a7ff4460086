// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program that runs thousands of paced streams with faults for some minutes. Then the
 * accounts balance, no run is open, and neither heap nor threads have grown.
 */
public final class Soak {

	/** The allowed growth of the heap from the first third to the last. */
	private static final double HEAP_TOLERANCE = 0.10;

	private static final long HEAP_SLACK = 4L << 20;

	/** The allowed growth in threads from the first third to the last. */
	private static final int THREAD_SLACK = 8;

	/**
	 * The allowed number of threads of the work executor, which has no limit of its own,
	 * and keeps the threads of a burst for a while.
	 */
	private static final int MAX_WORKING = 500;

	private static final Duration LINE = Duration.ofSeconds(10);

	private final SoakLoad load;

	private final long lines;

	private final List<Sample> samples = new ArrayList<>();

	private Soak(int streams, Duration time) {
		this.load = new SoakLoad(streams);
		this.lines = time.dividedBy(LINE);
	}

	/**
	 * Runs the soak. The exit code is 1 if there is a violation.
	 * @param args {@code --minutes=} and {@code --streams=}
	 * @throws Exception if it cannot run
	 */
	public static void main(String[] args) throws Exception {
		int minutes = option(args, "minutes", 1);
		int streams = option(args, "streams", 5000);
		System.exit(new Soak(streams, Duration.ofMinutes(minutes)).run() ? 0 : 1);
	}

	private static int option(String[] args, String name, int otherwise) {
		String prefix = "--" + name + "=";
		return Arrays.stream(args)
			.filter((arg) -> arg.startsWith(prefix))
			.mapToInt((arg) -> Integer.parseInt(arg.substring(prefix.length())))
			.findFirst()
			.orElse(otherwise);
	}

	private boolean run() throws InterruptedException {
		this.load.start();
		long line = System.nanoTime();
		for (int i = 0; i < this.lines; i++) {
			line += LINE.toNanos();
			TimeUnit.NANOSECONDS.sleep(Math.max(1, line - System.nanoTime()));
			sample();
		}
		List<String> violations = new ArrayList<>(this.load.finish());
		compare(violations);
		violations.forEach((violation) -> System.out.println("VIOLATED: " + violation));
		System.out.println("The soak found " + violations.size() + " violations");
		return violations.isEmpty();
	}

	private void sample() {
		List<String> threads = Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
		int working = (int) threads.stream().filter((name) -> name.startsWith("callbacks-work-")).count();
		Sample sample = new Sample(heap(), threads.size() - working, working);
		this.samples.add(sample);
		System.out.printf("%4d s  heap %d KB  threads %d + %d  %s%n", this.samples.size() * LINE.toSeconds(),
				sample.heap() >> 10, sample.threads(), working, this.load.line());
	}

	private static long heap() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

	/**
	 * Compares the last third of the samples to the first, without the very first sample,
	 * which comes before the full load.
	 */
	private void compare(List<String> violations) {
		List<Sample> steady = this.samples.subList(Math.min(1, this.samples.size()), this.samples.size());
		if (steady.size() < 3) {
			violations.add("there are too few samples to compare");
			return;
		}
		int third = steady.size() / 3;
		List<Sample> first = steady.subList(0, third);
		List<Sample> last = steady.subList(steady.size() - third, steady.size());
		double heapBefore = first.stream().mapToLong(Sample::heap).average().orElseThrow();
		double heapAfter = last.stream().mapToLong(Sample::heap).average().orElseThrow();
		if (heapAfter > heapBefore * (1 + HEAP_TOLERANCE) + HEAP_SLACK) {
			violations.add(String.format("the heap grew from %.0f to %.0f KB", heapBefore / 1024, heapAfter / 1024));
		}
		int threadsBefore = first.stream().mapToInt(Sample::threads).max().orElseThrow();
		int threadsAfter = last.stream().mapToInt(Sample::threads).max().orElseThrow();
		if (threadsAfter > threadsBefore + THREAD_SLACK) {
			violations.add("the threads grew from " + threadsBefore + " to " + threadsAfter);
		}
		int working = steady.stream().mapToInt(Sample::working).max().orElseThrow();
		if (working > MAX_WORKING) {
			violations.add("there were " + working + " threads of the work executor");
		}
		long heapAtLast = heap();
		if (heapAtLast > heapBefore) {
			violations.add(String.format("%d KB are left when no run is open", heapAtLast / 1024));
		}
	}

	/**
	 * A sample of the process.
	 *
	 * @param heap the reachable bytes
	 * @param threads the threads whose number has to be stable
	 * @param working the threads of the work executor, which vary with bursts
	 */
	private record Sample(long heap, int threads, int working) {
	}

}
