// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A row in a table of single figures, as measured by one fork.
 *
 * @param what the name of the measurement
 * @param target the wanted figures
 * @param measured the text, with a {@code %s} for each figure
 * @param total whether the figures of several forks are added up, instead of their median
 * @param drawn whether the figures are bars of the drawing
 * @param figures the figures
 */
record Row(String what, String target, String measured, boolean total, boolean drawn, List<Double> figures) {

	static Row of(String what, String target, String measured, double... figures) {
		return new Row(what, target, measured, false, false, Arrays.stream(figures).boxed().toList());
	}

	static Row total(String what, String target, String measured, double... figures) {
		return new Row(what, target, measured, true, false, Arrays.stream(figures).boxed().toList());
	}

	static Row drawn(String what, String target, String measured, double... figures) {
		return new Row(what, target, measured, false, true, Arrays.stream(figures).boxed().toList());
	}

	static Row parse(String line) {
		String[] parts = line.split("\t");
		return new Row(parts[0], parts[1], parts[2], Boolean.parseBoolean(parts[3]), Boolean.parseBoolean(parts[4]),
				Arrays.stream(parts[5].split(";")).map(Double::valueOf).toList());
	}

	String line() {
		return String.join("\t", this.what, this.target, this.measured, "" + this.total, "" + this.drawn,
				this.figures.stream().map(String::valueOf).collect(Collectors.joining(";")));
	}

	/**
	 * Returns the text with the figures of all forks.
	 */
	static String combine(List<Row> forks) {
		Row first = forks.get(0);
		List<Object> texts = new ArrayList<>();
		for (int i = 0; i < first.figures.size(); i++) {
			Sample figures = sample(forks, i);
			texts.add(first.total ? new Sample(List.of(figures.sum())) : figures);
		}
		return String.format(first.measured, texts.toArray());
	}

	/**
	 * Returns the medians of the figures of all forks.
	 */
	static List<Double> medians(List<Row> forks) {
		return IntStream.range(0, forks.get(0).figures.size()).mapToObj((at) -> sample(forks, at).median()).toList();
	}

	private static Sample sample(List<Row> forks, int at) {
		return new Sample(forks.stream().map((row) -> row.figures.get(at)).toList());
	}

}
