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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs what the targets name, ours and the peers in turn, prints the tables with their
 * ratios and writes them into the README. With {@code --quick} in one fork of few
 * iterations.
 */
public final class Report {

	private static final String MARK = "<!-- what follows is written by Report -->";

	private final StringBuilder text = new StringBuilder();

	private final boolean quick;

	private Report(boolean quick) {
		this.quick = quick;
	}

	/**
	 * Runs all.
	 * @param arguments the README to write into, and {@code --quick} or nothing
	 * @throws Exception if it cannot be run
	 */
	public static void main(String[] arguments) throws Exception {
		Report report = new Report(List.of(arguments).contains("--quick"));
		report.write();
		System.out.println(report.text);
		Path readme = Path.of(arguments[0]);
		String before = Files.readString(readme);
		Files.writeString(readme, before.substring(0, before.indexOf(MARK)) + MARK + "\n\n" + report.text);
	}

	private void write() throws RunnerException, InterruptedException, IOException {
		say("Measured on %s, %s %s, %d cores%s. Nanoseconds a token, with half the width of the 99.9 %% interval.",
				LocalDate.now(), System.getProperty("java.vm.name"), System.getProperty("java.version"),
				Runtime.getRuntime().availableProcessors(), this.quick ? ", a quick run" : "");
		String[] runs = { "1", "100", "1000", "10000" };
		String[] some = this.quick ? new String[] { "1", "100", "1000" } : runs;
		dispatch("Dispatch, window 256", false, "256", new String[] { "1B", "1A", "1B1A", "8B8A" }, runs, "callbacks",
				"bare-log", "executor-hop");
		dispatch("The same, beside what Maven has", false, "256", new String[] { "1B1A", "8B8A" }, some, "callbacks",
				"callbacks-metered", "callbacks-contexts", "publish-on", "langchain4j", "multicaster",
				"async-listener");
		dispatch("Handlers that are called at once", false, "256", new String[] { "1I", "1A" }, new String[] { "1" },
				"callbacks", "inline-call");
		dispatch("Dispatch, window 1: lockstep", false, "1",
				this.quick ? new String[] { "1B" } : new String[] { "1B", "1A", "1B1A", "8B8A" },
				this.quick ? new String[] { "1" } : new String[] { "1", "100", "1000" }, "callbacks", "executor-hop");
		if (Runtime.version().feature() >= 21) {
			dispatch("Dispatch on virtual threads, window 256", true, "256", new String[] { "1B1A", "8B8A" }, some,
					"callbacks", "bare-log", "executor-hop");
		}
		streams();
		rows("Memory and a long life", IdleRuns.measure(this.quick));
		rows("Isolation and fairness", Isolation.measure());
		rows("A real model's pace", PacedStreams.measure(this.quick));
		rows("A quiet application", EmittingThread.measure(this.quick));
		rows("Backpressure", Backpressure.measure());
		rows("Order", Order.measure(this.quick));
		rows("Start-up", StartUp.measure(this.quick));
	}

	private void rows(String title, List<Row> rows) {
		say("## %s\n", title);
		say("| What | Measured | Target |\n|---|---|---|");
		for (Row row : rows) {
			say("| %s | %s | %s |", row.what(), row.measured(), row.target());
		}
		say("");
	}

	private void dispatch(String title, boolean virtual, String window, String[] handlers, String[] runs,
			String... subjects) throws RunnerException {
		Table table = new Table(run(DispatchBenchmark.class,
				options().param("subject", subjects)
					.param("handlers", handlers)
					.param("runs", runs)
					.param("window", window)
					.param("virtual", "" + virtual)),
				"handlers", "runs", "subject");
		say("## %s\n", title);
		StringBuilder head = new StringBuilder("| Handlers | Runs |");
		for (String subject : subjects) {
			head.append(" ").append(subject).append(" |");
		}
		for (String peer : peers(subjects)) {
			head.append(" ours / ").append(peer).append(" |");
		}
		say("%s bytes a token |", head);
		say("%s", "|---".repeat(subjects.length + peers(subjects).size() + 3) + "|");
		for (String handler : handlers) {
			for (String run : runs) {
				StringBuilder line = new StringBuilder("| " + handler + " | " + run + " |");
				for (String subject : subjects) {
					line.append(" ").append(table.score(handler, run, subject)).append(" |");
				}
				for (String peer : peers(subjects)) {
					line.append(" ").append(table.ratio(handler, run, "callbacks", peer)).append(" |");
				}
				say("%s %s |", line, table.bytes(handler, run, "callbacks"));
			}
		}
		say("");
	}

	/**
	 * Who our own figures are set in relation to.
	 */
	private static List<String> peers(String... subjects) {
		return Stream.of(subjects).filter((subject) -> !subject.startsWith("callbacks")).toList();
	}

	private void streams() throws RunnerException {
		String[] handlers = { "flux", "observed", "none", "1B1A" };
		String[] streams = { "1", "1000" };
		Table table = new Table(
				run(StreamBenchmark.class, options().param("handlers", handlers).param("streams", streams)), "streams",
				"handlers");
		say("## Whole streams\n");
		say("| Streams | the provider's Flux | instrumented, no handlers | our model, no handlers | our model, 1 B + 1 A | bytes without | bytes with |");
		say("|---|---|---|---|---|---|---|");
		for (String count : streams) {
			say("| %s | %s | %s | %s | %s | %s | %s |", count, table.score(count, "flux"),
					table.score(count, "observed"), table.score(count, "none"), table.score(count, "1B1A"),
					table.bytes(count, "none"), table.bytes(count, "1B1A"));
		}
		say("");
	}

	private ChainedOptionsBuilder options() {
		ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class);
		return this.quick ? options.forks(1)
			.warmupIterations(4)
			.measurementIterations(3)
			.measurementTime(TimeValue.milliseconds(700))
			.warmupTime(TimeValue.milliseconds(700)) : options;
	}

	private static Collection<RunResult> run(Class<?> benchmark, ChainedOptionsBuilder options) throws RunnerException {
		return new Runner(options.include(benchmark.getSimpleName()).build()).run();
	}

	private void say(String format, Object... values) {
		this.text.append(String.format(Locale.ROOT, format, values)).append('\n');
	}

	/**
	 * Results by their parameters.
	 */
	private static final class Table {

		private final Map<List<String>, RunResult> results = new TreeMap<>(
				(one, other) -> one.toString().compareTo(other.toString()));

		private Table(Collection<RunResult> results, String... parameters) {
			for (RunResult result : results) {
				List<String> key = new ArrayList<>();
				for (String parameter : parameters) {
					key.add(result.getParams().getParam(parameter));
				}
				this.results.put(key, result);
			}
		}

		private String score(String... key) {
			RunResult result = this.results.get(List.of(key));
			return (result == null) ? "-" : String.format(Locale.ROOT, "%.0f ± %.0f",
					result.getPrimaryResult().getScore(), result.getPrimaryResult().getScoreError());
		}

		private String ratio(String handlers, String runs, String one, String other) {
			RunResult ours = this.results.get(List.of(handlers, runs, one));
			RunResult peer = this.results.get(List.of(handlers, runs, other));
			return (ours == null || peer == null) ? "-" : String.format(Locale.ROOT, "%.2f",
					ours.getPrimaryResult().getScore() / peer.getPrimaryResult().getScore());
		}

		private String bytes(String... key) {
			RunResult result = this.results.get(List.of(key));
			Result<?> allocated = (result != null) ? result.getSecondaryResults().get("gc.alloc.rate.norm") : null;
			return (allocated == null) ? "-" : String.format(Locale.ROOT, "%.0f", allocated.getScore());
		}

	}

}
