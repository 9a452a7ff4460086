// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A drawing of groups of bars, as SVG that is readable on light and dark pages.
 */
final class BarChart {

	private static final int WIDTH = 900;

	private static final int TOP = 70;

	private static final int BAR = 18;

	private static final int GAP = 22;

	private static final String STYLE = """
			<style>
			  text { fill: #1f2328 } .soft { fill: #59636e }
			  .s0 { fill: #0969da } .s1 { fill: #bf8700 } .s2 { fill: #1a7f37 } .s3 { fill: #8c959f } .s4 { fill: #8250df }
			  @media (prefers-color-scheme: dark) {
			    text { fill: #f0f6fc } .soft { fill: #9198a1 }
			    .s0 { fill: #4493f8 } .s1 { fill: #d29922 } .s2 { fill: #3fb950 } .s3 { fill: #656c76 } .s4 { fill: #ab7df8 }
			  }
			</style>
			""";

	private final String title;

	private final List<String> series;

	private final List<Group> groups = new ArrayList<>();

	BarChart(String title, List<String> series) {
		this.title = title;
		this.series = List.copyOf(series);
	}

	/**
	 * Adds a group of bars.
	 * @param name the name of the group
	 * @param values a value for each of the series; one that is not a number is not drawn
	 */
	void group(String name, List<Double> values) {
		this.groups.add(new Group(name, List.copyOf(values)));
	}

	String svg() {
		StringBuilder svg = new StringBuilder();
		int height = TOP + this.groups.size() * (this.series.size() * BAR + GAP);
		add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
				+ "font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"13\">", WIDTH,
				height, WIDTH, height);
		add(svg, "<title>%s</title>", this.title);
		svg.append(STYLE);
		add(svg, "<text x=\"20\" y=\"24\" font-size=\"15\" font-weight=\"600\">%s</text>", this.title);
		if (this.series.size() > 1) {
			legend(svg);
		}
		int y = TOP;
		for (Group group : this.groups) {
			bars(svg, group, y);
			y += this.series.size() * BAR + GAP;
		}
		return svg.append("</svg>\n").toString();
	}

	private void legend(StringBuilder svg) {
		int x = left();
		for (int i = 0; i < this.series.size(); i++) {
			add(svg, "<rect class=\"s%d\" x=\"%d\" y=\"40\" width=\"12\" height=\"12\" rx=\"2\"/>", i, x);
			add(svg, "<text class=\"soft\" x=\"%d\" y=\"51\">%s</text>", x + 18, this.series.get(i));
			x += 50 + 7 * this.series.get(i).length();
		}
	}

	private void bars(StringBuilder svg, Group group, int y) {
		add(svg, "<text x=\"20\" y=\"%d\">%s</text>", y + this.series.size() * BAR / 2 + 4, group.name());
		for (int i = 0; i < this.series.size(); i++) {
			double value = group.values().get(i);
			int top = y + i * BAR;
			int width = Double.isNaN(value) ? 0 : (int) Math.max(1, value / greatest() * (WIDTH - left() - 70));
			add(svg, "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>", i, left(), top + 1,
					width, BAR - 3);
			add(svg, "<text class=\"soft\" x=\"%d\" y=\"%d\">%s</text>", left() + width + 6, top + 13,
					Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,.0f", value));
		}
	}

	/**
	 * Returns where the bars begin: behind the longest name.
	 */
	private int left() {
		return 40 + 7 * this.groups.stream().mapToInt((group) -> group.name().length()).max().orElse(0);
	}

	private double greatest() {
		return this.groups.stream()
			.flatMap((group) -> group.values().stream())
			.filter((value) -> !value.isNaN())
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(1);
	}

	private static void add(StringBuilder svg, String line, Object... values) {
		svg.append(String.format(Locale.ROOT, line, values)).append('\n');
	}

	private record Group(String name, List<Double> values) {

	}

}
