// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A row in a table of single figures, as measured by one fork.
 *
 * @param what the name of the measurement
 * @param target the wanted figures
 * @param measured the text, with a {@code %s} for each figure
 * @param total whether the figures of several forks are added up, instead of their median
 * @param figures the figures
 */
record Row(String what, String target, String measured, boolean total, List<Double> figures) {

	static Row of(String what, String target, String measured, double... figures) {
		return new Row(what, target, measured, false, Arrays.stream(figures).boxed().toList());
	}

	static Row total(String what, String target, String measured, double... figures) {
		return new Row(what, target, measured, true, Arrays.stream(figures).boxed().toList());
	}

	static Row parse(String line) {
		String[] parts = line.split("\t");
		return new Row(parts[0], parts[1], parts[2], Boolean.parseBoolean(parts[3]),
				Arrays.stream(parts[4].split(";")).map(Double::valueOf).toList());
	}

	String line() {
		return String.join("\t", this.what, this.target, this.measured, "" + this.total,
				this.figures.stream().map(String::valueOf).collect(Collectors.joining(";")));
	}

	/**
	 * Returns the text with the figures of all forks.
	 */
	static String combine(List<Row> forks) {
		Row first = forks.get(0);
		List<Object> texts = new ArrayList<>();
		for (int i = 0; i < first.figures.size(); i++) {
			int at = i;
			List<Double> figures = forks.stream().map((row) -> row.figures.get(at)).toList();
			texts.add(new Sample(
					first.total ? List.of(figures.stream().mapToDouble(Double::doubleValue).sum()) : figures));
		}
		return String.format(first.measured, texts.toArray());
	}

}
