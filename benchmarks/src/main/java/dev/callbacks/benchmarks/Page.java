// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of the report, which is also printed line by line.
 */
final class Page {

	private final StringBuilder text = new StringBuilder();

	void line(String format, Object... values) {
		String line = String.format(Locale.ROOT, format, values);
		System.out.println(line);
		this.text.append(line).append('\n');
	}

	void head(String title, String... columns) {
		line("\n## %s\n", title);
		row((Object[]) columns);
		line("%s|", "|---".repeat(columns.length));
	}

	void row(Object... cells) {
		line("%s", Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |")));
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
