// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scenario that is measured as a whole, in JVMs of its own.
 */
enum Scenario {

	MEMORY("Memory and a long life (T7)", "Kilobytes of heap in use", "heap"),

	ISOLATION("Isolation (T12)",
			"Microseconds until a fast handler has a token, beside a slow one that takes 5,000 for each", "p50", "p99"),

	PACE("A real model's pace, and fairness (T6)"),

	QUIET("A quiet application (T6)"),

	BACKPRESSURE("Backpressure"),

	ORDER("Order (T14)"),

	RELAY("The relay to Kafka"),

	AUDIT("The audit in a database"),

	VERIFICATION("The verification of an audit");

	private static final String ROW = "ROW ";

	private final String title;

	private final String drawing;

	private final List<String> series;

	Scenario(String title) {
		this(title, "");
	}

	Scenario(String title, String drawing, String... series) {
		this.title = title;
		this.drawing = drawing;
		this.series = List.of(series);
	}

	/**
	 * Measures one scenario in this JVM and prints the rows.
	 * @param arguments the name, and whether the measurement is a quick one
	 * @throws InterruptedException if it is interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		valueOf(arguments[0]).measure(Boolean.parseBoolean(arguments[1]))
			.forEach((row) -> System.out.println(ROW + row.line()));
		// threads of other libraries must not keep the process alive
		System.exit(0);
	}

	private List<Row> measure(boolean quick) throws InterruptedException {
		return switch (this) {
			case MEMORY -> IdleRuns.measure(quick);
			case ISOLATION -> Isolation.measure();
			case PACE -> PacedStreams.measure(quick);
			case QUIET -> EmittingThread.measure(quick);
			case BACKPRESSURE -> Backpressure.measure();
			case ORDER -> Order.measure(quick);
			case RELAY -> Relaying.measure(quick);
			case AUDIT -> AuditedRuns.measure(quick);
			case VERIFICATION -> VerifiedAudit.measure();
		};
	}

	String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether it starts a broker or a database, and so is measured only if it is named.
	 */
	boolean needsServer() {
		return this == RELAY || this == VERIFICATION;
	}

	private int forks(Settings settings) {
		if (this == VERIFICATION) {
			// it takes minutes to write the rows, and starts JVMs of its own
			return 1;
		}
		return settings.quick() ? settings.minForks() : settings.minForks() / 2;
	}

	void write(Page page, Settings settings) throws IOException, InterruptedException {
		int forks = forks(settings);
		List<List<Row>> measured = new ArrayList<>();
		for (int fork = 0; fork < forks; fork++) {
			List<Row> rows = Child
				.run(settings.quick() ? 120 : 600, ROW, List.of(),
						Child.withOurClasses(Scenario.class.getName(), List.of(name(), "" + settings.quick())))
				.stream()
				.map(Row::parse)
				.toList();
			if (rows.isEmpty()) {
				page.line("Stopped in fork %d of %d: **it did not finish**.\n", fork + 1, forks);
			}
			else {
				measured.add(rows);
			}
		}
		if (measured.isEmpty()) {
			return;
		}
		page.head(this.title, "What", "Measured", "Target");
		BarChart chart = new BarChart(this.drawing, this.series);
		for (int i = 0; i < measured.get(0).size(); i++) {
			int at = i;
			Row first = measured.get(0).get(at);
			List<Row> row = measured.stream().map((rows) -> rows.get(at)).toList();
			page.row(first.what(), Row.combine(row), first.target());
			if (first.drawn()) {
				chart.group(first.what(), Row.medians(row));
			}
		}
		if (!this.series.isEmpty()) {
			page.draw(key(), chart);
		}
	}

}
