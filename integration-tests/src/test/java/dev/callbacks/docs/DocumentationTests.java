// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of cases and the length of the README.
 */
class DocumentationTests {

	private static final Pattern TEST = Pattern.compile("void ((?:b\\d\\d)+)\\w*\\(");

	private static final Pattern ROW = Pattern.compile("\\| (B\\d\\d) \\| [^|]+ \\| ([^|]+) \\|");

	@Test
	void everyCaseHasItsTestsInTheTable() throws IOException {
		Map<String, TreeSet<String>> tested = new TreeMap<>();
		for (Path file : RepositoryFiles.endingWith("Tests.java")) {
			Matcher matcher = TEST.matcher(Files.readString(file));
			while (matcher.find()) {
				Arrays.stream(matcher.group(1).substring(1).split("b"))
					.forEach((number) -> tested.computeIfAbsent("B" + number, (name) -> new TreeSet<>())
						.add(file.getFileName().toString().replace(".java", "")));
			}
		}
		Map<String, TreeSet<String>> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(Files.readString(RepositoryFiles.ROOT.resolve("docs/cases.md")));
		while (rows.find()) {
			documented.put(rows.group(1), new TreeSet<>(List.of(rows.group(2).replace("`", "").split(", "))));
		}
		assertThat(documented).hasSize(46).isEqualTo(tested);
	}

	@Test
	void theReadmeCanBeReadInFiveMinutes() throws IOException {
		assertThat(Files.readAllLines(RepositoryFiles.ROOT.resolve("README.md"))).hasSizeBetween(120, 180);
	}

}
