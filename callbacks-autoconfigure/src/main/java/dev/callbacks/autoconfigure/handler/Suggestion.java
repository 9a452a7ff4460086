// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/**
 * A suggestion for a name that is not known: the known one that is written most like it.
 */
final class Suggestion {

	private Suggestion() {
	}

	/**
	 * Returns a question that suggests a name.
	 * @return the question with a space before it, or nothing if no name is like it
	 */
	static String of(String name, Collection<String> known) {
		return known.stream()
			.filter((other) -> distance(name, other) <= Math.max(1, name.length() / 3))
			.min(Comparator.comparingInt((other) -> distance(name, other)))
			.map((closest) -> ". Did you mean '" + closest + "'?")
			.orElse("");
	}

	/**
	 * Returns the number of characters to add, leave out or replace, in any case and
	 * without dashes.
	 */
	private static int distance(String name, String other) {
		String from = uniform(name);
		String to = uniform(other);
		int[] row = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replaced = diagonal + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[to.length()];
	}

	private static String uniform(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

}
