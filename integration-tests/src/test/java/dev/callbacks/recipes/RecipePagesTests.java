// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages in {@code docs/recipes} show the code that {@link RecipeTests} runs.
 */
class RecipePagesTests {

	private static final Path PAGES = Path.of("../docs/recipes");

	private static final Path SOURCES = Path.of("src/test/java/dev/callbacks/recipes");

	private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern CLASS = Pattern.compile("^(?:final )?class (\\w+)", Pattern.MULTILINE);

	static List<String> pages() throws IOException {
		try (Stream<Path> pages = Files.list(PAGES)) {
			return pages.map((page) -> page.getFileName().toString())
				.filter((name) -> !name.equals("README.md"))
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pageShowsCodeThatIsTested(String page) throws IOException {
		List<String> blocks = CODE.matcher(Files.readString(PAGES.resolve(page)))
			.results()
			.map((block) -> block.group(1))
			.toList();
		assertThat(blocks).isNotEmpty().allSatisfy((block) -> assertThat(block).isEqualTo(source(block)));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pageIsListed(String page) throws IOException {
		assertThat(Files.readString(PAGES.resolve("README.md"))).contains("(" + page + ")");
	}

	private static String source(String block) throws IOException {
		String name = CLASS.matcher(block)
			.results()
			.findFirst()
			.map((MatchResult found) -> found.group(1))
			.orElseThrow();
		String source = Files.readString(SOURCES.resolve(name + ".java"));
		return source.substring(source.indexOf("import ")).replace("\t", "    ");
	}

}
