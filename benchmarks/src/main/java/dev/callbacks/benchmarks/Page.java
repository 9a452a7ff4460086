// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of the report, which is also printed line by line, and its drawings.
 */
final class Page {

	private final StringBuilder text = new StringBuilder();

	private final Map<String, BarChart> drawings = new LinkedHashMap<>();

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

	void draw(String name, BarChart chart) {
		this.drawings.put(name, chart);
	}

	/**
	 * Writes the drawings as files of their names.
	 */
	void writeDrawings(Path folder) throws IOException {
		for (Map.Entry<String, BarChart> drawing : this.drawings.entrySet()) {
			Files.writeString(folder.resolve(drawing.getKey() + ".svg"), drawing.getValue().svg());
		}
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
