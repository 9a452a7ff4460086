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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the starter adds to the start of an empty application: both are started in turn,
 * each in a JVM of its own.
 */
final class StartUp {

	/** What comes with the starter, or belongs to the benchmarks. */
	private static final List<String> ADDED = List.of("callbacks-", "reactor-core", "reactive-streams",
			"micrometer-core", "context-propagation", "HdrHistogram", "LatencyUtils", "langchain4j", "jmh", "jopt",
			"commons-math");

	private StartUp() {
	}

	static List<Row> measure(boolean quick) throws IOException, InterruptedException {
		List<long[]> with = new ArrayList<>();
		List<long[]> without = new ArrayList<>();
		for (int i = 0; i < (quick ? 5 : 20); i++) {
			without.add(start(false));
			with.add(start(true));
		}
		return List.of(
				Row.of("start of an empty application with the starter and one handler", "+50 ms",
						"%d ms, without it %d ms", median(with, 0), median(without, 0)),
				Row.of("its live heap", "+1.5 MB", "%+.2f MB", (median(with, 1) - median(without, 1)) / 1e6),
				Row.of("its classes", "+500", "%+d", median(with, 2) - median(without, 2)));
	}

	private static long median(List<long[]> starts, int at) {
		long[] sorted = starts.stream().mapToLong((start) -> start[at]).sorted().toArray();
		return sorted[sorted.length / 2];
	}

	private static long[] start(boolean starter) throws IOException, InterruptedException {
		List<String> path = new ArrayList<>();
		for (String entry : classPath()) {
			String name = new File(entry).getName();
			if (starter || ADDED.stream().noneMatch(name::startsWith)) {
				path.add(entry);
			}
		}
		Process process = new ProcessBuilder(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-cp",
				String.join(File.pathSeparator, path), StartUpApplication.class.getName(),
				starter ? "dev.callbacks.benchmarks.StartUpHandler" : ""))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		for (String line : output.split("\\R")) {
			if (line.startsWith(StartUpApplication.READY)) {
				String[] parts = line.split(" ");
				return new long[] { Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]) };
			}
		}
		throw new IllegalStateException(output);
	}

	/**
	 * The class path with what its wildcard stands for.
	 */
	private static List<String> classPath() {
		return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
	}

}
