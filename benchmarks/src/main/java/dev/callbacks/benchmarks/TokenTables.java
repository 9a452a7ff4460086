// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tables of the cost of a token.
 */
final class TokenTables {

	private static final List<String> ENGINES = List.of("callbacks", "submission-publisher", "bare-log",
			"executor-hop");

	private final Page page;

	private final Settings settings;

	TokenTables(Page page, Settings settings) {
		this.page = page;
		this.settings = settings;
	}

	void dispatch() throws IOException, InterruptedException {
		List<Point> points = new ArrayList<>(Point.of("1B1A", "1.5 / 2 / 0.7", 1, 100, 1_000));
		points.add(new Point("8B8A", 1, "0.6 / 4 / 0.15"));
		points.add(new Point("8B8A", 100, "0.5 / 4 / 0.15"));
		points.add(new Point("8B8A", 1_000, "0.4 / 4 / 0.15"));
		this.page.draw("dispatch", ratios("Dispatch, window 256 (T1, T2, T8)", points, 256, false, ENGINES));
		history();
	}

	/**
	 * Compares our engine with many runs to itself with a hundred.
	 */
	private void history() throws IOException, InterruptedException {
		this.page.head("Cost follows work (T11)", "Handlers", "Runs", "callbacks", "callbacks, 100 runs", "bare-log",
				"ours / ours at 100", "ours / bare-log", "target", "forks");
		for (String handlers : List.of("1B1A", "8B8A")) {
			for (int runs : this.settings.quick() ? new int[] { 10_000 } : new int[] { 1, 10, 1_000, 10_000 }) {
				Comparison all = Comparison.of(this.settings, List.of(Case.of("callbacks", handlers, runs),
						Case.of("callbacks", handlers, 100), Case.of("bare-log", handlers, runs)));
				this.page.row(handlers, runs, figure(all, 0), figure(all, 1), figure(all, 2), all.ratio(0, 1),
						all.ratio(0, 2), (runs == 10_000) ? "2 / 4" : "- / 4", all.forks());
			}
		}
	}

	void inline() throws IOException, InterruptedException {
		ratios("Handlers that are called at once (T13)",
				List.of(new Point("1I", 1, "2.5 / -"), new Point("1A", 1, "3 / -")), 256, false,
				List.of("callbacks", "inline-call", "inline-call-clock"));
	}

	void lockstep() throws IOException, InterruptedException {
		List<Point> points = new ArrayList<>(Point.of("1B", "1.1", 1));
		if (!this.settings.quick()) {
			points.addAll(Point.of("1B1A", "-", 1, 100));
			points.addAll(Point.of("8B8A", "-", 1, 100));
		}
		ratios("Dispatch, window 1: lockstep (T3)", points, 1, false, List.of("callbacks", "executor-hop"));
	}

	void virtual() throws IOException, InterruptedException {
		if (Runtime.version().feature() >= 21) {
			int[] runs = this.settings.quick() ? new int[] { 100 } : new int[] { 1, 100, 1_000 };
			List<Point> points = new ArrayList<>(Point.of("1B1A", "-", runs));
			points.addAll(Point.of("8B8A", "-", runs));
			ratios("Dispatch on virtual threads, window 256", points, 256, true, ENGINES);
		}
	}

	void peers() throws IOException, InterruptedException {
		int[] runs = this.settings.quick() ? new int[] { 100 } : new int[] { 1, 100, 1_000 };
		List<Point> points = new ArrayList<>(Point.of("1B1A", "- / - / - / 0.33", runs));
		points.addAll(Point.of("8B8A", "- / - / - / 0.05", runs));
		ratios("Dispatch beside what Maven has (T1, T2)", points, 256, false,
				List.of("callbacks", "publish-on", "langchain4j", "multicaster", "async-listener"));
	}

	private BarChart ratios(String title, List<Point> points, int window, boolean virtual, List<String> subjects)
			throws IOException, InterruptedException {
		List<String> head = new ArrayList<>(List.of("Handlers", "Runs"));
		head.addAll(subjects);
		subjects.subList(1, subjects.size()).forEach((peer) -> head.add("ours / " + peer));
		head.addAll(List.of("target", "bytes a token", "forks"));
		this.page.head(title, head.toArray(String[]::new));
		BarChart drawn = new BarChart("Nanoseconds a token, less is better", subjects);
		for (Point point : points) {
			Comparison all = Comparison.of(this.settings, point.cases(window, virtual, subjects));
			List<Object> cells = new ArrayList<>(List.of(point.handlers(), point.runs()));
			for (int i = 0; i < subjects.size(); i++) {
				cells.add(figure(all, i));
			}
			for (int i = 1; i < subjects.size(); i++) {
				cells.add(all.ratio(0, i));
			}
			cells.addAll(List.of(point.target(), all.bytes(0), all.forks()));
			this.page.row(cells.toArray());
			drawn.group(point.name(),
					IntStream.range(0, subjects.size()).mapToObj((i) -> all.nanos(i).drawn()).toList());
		}
		return drawn;
	}

	void extras() throws IOException, InterruptedException {
		this.page.head("Meters and contexts (T9, T15)", "Handlers", "Runs", "callbacks", "with meters",
				"with three contexts", "meters add", "contexts add", "target", "bytes", "bytes with contexts", "forks");
		for (int runs : this.settings.quick() ? new int[] { 100 } : new int[] { 1, 100, 1_000 }) {
			Comparison all = Comparison.of(this.settings, List.of(Case.of("callbacks", "1B1A", runs),
					Case.of("callbacks-metered", "1B1A", runs), Case.of("callbacks-contexts", "1B1A", runs)));
			this.page.row("1B1A", runs, figure(all, 0), figure(all, 1), figure(all, 2), all.difference(1, 0),
					all.difference(2, 0), "60 ns; 150 ns and 400 bytes", all.bytes(0), all.bytes(2), all.forks());
		}
	}

	void streams() throws IOException, InterruptedException {
		this.page.head("Whole streams (T4, T5)", "Streams", "the provider's Flux", "instrumented, no handlers",
				"our model, no handlers", "our model, 1B1A", "our model adds", "target", "bytes without handlers",
				"bytes with", "forks");
		for (int streams : new int[] { 1, 1_000 }) {
			Comparison all = Comparison.of(this.settings,
					List.of(Case.of("stream", "", streams), Case.of("flux", "", streams),
							Case.of("observed", "", streams), Case.of("stream", "1B1A", streams)));
			this.page.row(streams, figure(all, 1), figure(all, 2), figure(all, 0), figure(all, 3), all.difference(0, 1),
					"adds 20 ns; 1B1A 500 ns", all.bytes(0), all.bytes(3), all.forks());
		}
	}

	/**
	 * Compares subjects by name.
	 * @param arguments subjects, divided by commas; handlers; the number of runs
	 */
	void compare(List<String> arguments) throws IOException, InterruptedException {
		ratios("Dispatch, window 256", Point.of(arguments.get(1), "-", Integer.parseInt(arguments.get(2))), 256, false,
				List.of(arguments.get(0).split(",")));
	}

	private static String figure(Comparison all, int at) {
		return all.nanos(at) + all.stopped(at);
	}

}
