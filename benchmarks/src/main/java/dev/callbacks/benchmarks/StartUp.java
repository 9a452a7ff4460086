/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the starter adds to the start of an empty application: starts with and without it
 * in turn, each in a JVM of its own, and the differences between the two of a turn.
 */
final class StartUp {

	/** What comes with the starter. */
	private static final List<String> STARTER = List.of("callbacks-", "reactor-core", "reactive-streams",
			"micrometer-core", "context-propagation", "HdrHistogram", "LatencyUtils");

	/** What only the benchmarks need, so that neither application has it. */
	private static final List<String> OURS = List.of("langchain4j", "jackson", "jmh", "jopt", "commons-math");

	private static final int LIMIT_SECONDS = 60;

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

	private static double[] start(boolean starter) throws IOException, InterruptedException {
		List<String> path = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			String name = new File(entry).getName();
			if (OURS.stream().noneMatch(name::startsWith)
					&& (starter || STARTER.stream().noneMatch(name::startsWith))) {
				path.add(entry);
			}
		}
		List<String> ready = Child.run(LIMIT_SECONDS, StartUpApplication.READY, List.of("-Xmx256m"),
				List.of("-cp", String.join(File.pathSeparator, path), StartUpApplication.class.getName(),
						starter ? "dev.callbacks.benchmarks.StartUpHandler" : ""));
		if (ready.isEmpty()) {
			throw new IllegalStateException("The application did not start");
		}
		return Arrays.stream(ready.get(0).split(" ")).mapToDouble(Double::parseDouble).toArray();
	}

}
