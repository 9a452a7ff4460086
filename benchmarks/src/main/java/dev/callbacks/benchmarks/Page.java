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

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of the report, which is also printed while it is written.
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
