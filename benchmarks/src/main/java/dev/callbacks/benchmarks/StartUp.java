// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cost of the starter in an empty application: starts with and without it in turn,
 * each in a JVM of its own, and the differences within a turn.
 */
final class StartUp {

	/** The jars of the starter. */
	private static final List<String> STARTER = List.of("callbacks-", "reactor-core", "reactive-streams",
			"micrometer-core", "context-propagation", "HdrHistogram", "LatencyUtils");

	/** The jars that only the benchmarks need, in neither application. */
	private static final List<String> OURS = List.of("callbacks-kafka", "kafka", "scala", "callbacks-jdbc", "h2-",
			"spring-jdbc", "spring-tx", "spring-boot-jdbc", "spring-boot-sql", "spring-boot-persistence",
			"spring-boot-transaction", "langchain4j", "jackson", "jmh", "jopt", "commons-math");

	private static final int LIMIT_SECONDS = 60;

	private static final int STEPS = 25;

	private StartUp() {
	}

	static void write(Page page, Settings settings) throws IOException, InterruptedException {
		List<double[]> with = new ArrayList<>();
		List<double[]> without = new ArrayList<>();
		start(true);
		for (int i = 0; i < (settings.quick() ? 10 : 20); i++) {
			without.add(start(false));
			with.add(start(true));
		}
		page.head("Start-up (T10)", "What", "Without the starter", "With it and one handler", "Difference", "Target");
		row(page, "milliseconds to ready, empty application", without, with, 0, "+50");
		row(page, "milliseconds of processor time", without, with, 1, "-");
		row(page, "MB of live heap", without, with, 2, "+1.5");
		row(page, "classes", without, with, 3, "+500");
	}

	private static void row(Page page, String what, List<double[]> without, List<double[]> with, int at,
			String target) {
		List<Double> differences = new ArrayList<>();
		for (int i = 0; i < with.size(); i++) {
			differences.add(with.get(i)[at] - without.get(i)[at]);
		}
		page.row(what, sample(without, at), sample(with, at), new Sample(differences), target);
	}

	private static Sample sample(List<double[]> starts, int at) {
		return new Sample(starts.stream().map((start) -> start[at]).toList());
	}

	/**
	 * Lists the steps of a start that take longer with the starter, or exist only with
	 * it.
	 */
	static void profile(Page page, Settings settings) throws IOException, InterruptedException {
		Map<String, List<Double>> with = new TreeMap<>();
		Map<String, List<Double>> without = new TreeMap<>();
		for (int i = 0; i < settings.minForks(); i++) {
			steps(false, without);
			steps(true, with);
		}
		Map<String, Double> added = new TreeMap<>();
		with.forEach((step, millis) -> added.put(step, new Sample(millis).median()
				- (without.containsKey(step) ? new Sample(without.get(step)).median() : 0)));
		page.head("Steps of the start, milliseconds of processor time of the main thread", "Step", "The starter adds");
		added.entrySet()
			.stream()
			.sorted(Comparator.comparing((Map.Entry<String, Double> entry) -> -Math.abs(entry.getValue())))
			.limit(STEPS)
			.forEach((entry) -> page.row(entry.getKey(), String.format(Locale.ROOT, "%.1f", entry.getValue())));
		page.row("all",
				String.format(Locale.ROOT, "%.1f", added.values().stream().mapToDouble(Double::doubleValue).sum()));
	}

	private static void steps(boolean starter, Map<String, List<Double>> millis)
			throws IOException, InterruptedException {
		for (String line : run(starter, true, StartUpApplication.STEP)) {
			String[] parts = line.split("\t");
			millis.computeIfAbsent(parts[0], (step) -> new ArrayList<>()).add(Double.valueOf(parts[1]));
		}
	}

	private static double[] start(boolean starter) throws IOException, InterruptedException {
		return Arrays.stream(run(starter, false, StartUpApplication.READY).get(0).split(" "))
			.mapToDouble(Double::parseDouble)
			.toArray();
	}

	private static List<String> run(boolean starter, boolean profiled, String mark)
			throws IOException, InterruptedException {
		List<String> path = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			String name = new File(entry).getName();
			if (OURS.stream().noneMatch(name::startsWith)
					&& (starter || STARTER.stream().noneMatch(name::startsWith))) {
				path.add(entry);
			}
		}
		List<String> lines = Child.run(LIMIT_SECONDS, mark, List.of("-Xmx256m"),
				List.of("-cp", String.join(File.pathSeparator, path), StartUpApplication.class.getName(), "" + profiled,
						starter ? "dev.callbacks.benchmarks.StartUpHandler" : ""));
		if (lines.isEmpty()) {
			throw new IllegalStateException("The application did not start, see its output");
		}
		return lines;
	}

}
