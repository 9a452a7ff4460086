// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The links of all pages.
 */
class LinkTests {

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");

	private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");

	private final Map<Path, MarkdownPage> pages = new TreeMap<>();

	LinkTests() {
		MarkdownPage.all().forEach((page) -> this.pages.put(page.path().normalize(), page));
	}

	@Test
	void everyLinkLeadsToAFileAndToAHeadingOfIt() {
		for (MarkdownPage page : this.pages.values()) {
			for (String link : links(page)) {
				Path target = target(page, link);
				assertThat(target).as("%s in %s", link, page.name()).exists();
				if (link.contains("#")) {
					assertThat(anchors(this.pages.get(target))).as("headings for %s in %s", link, page.name())
						.contains(link.substring(link.indexOf('#') + 1));
				}
			}
		}
	}

	@Test
	void everyPageOfTheDocumentationIsReachedFromTheReadme() {
		Set<Path> reached = new HashSet<>();
		Deque<Path> next = new ArrayDeque<>(List.of(RepositoryFiles.ROOT.resolve("README.md")));
		while (!next.isEmpty()) {
			Path path = next.pop();
			if (reached.add(path) && this.pages.containsKey(path)) {
				links(this.pages.get(path)).forEach((link) -> next.add(target(this.pages.get(path), link)));
			}
			else if (Files.isDirectory(path)) {
				this.pages.keySet().stream().filter((page) -> path.equals(page.getParent())).forEach(next::add);
			}
		}
		assertThat(reached).containsAll(this.pages.keySet()
			.stream()
			.filter((page) -> page.startsWith(RepositoryFiles.ROOT.resolve("docs")))
			.toList());
	}

	private static List<String> links(MarkdownPage page) {
		return LINK.matcher(String.join("\n", page.prose()))
			.results()
			.map((link) -> (link.group(1) != null) ? link.group(1) : link.group(2))
			.filter((link) -> !link.contains(":"))
			.toList();
	}

	private static Path target(MarkdownPage page, String link) {
		String file = link.contains("#") ? link.substring(0, link.indexOf('#')) : link;
		return file.isEmpty() ? page.path().normalize() : page.path().resolveSibling(file).normalize();
	}

	/**
	 * Returns the anchors that GitHub gives to the headings of a page.
	 */
	private static Set<String> anchors(MarkdownPage page) {
		Set<String> anchors = new HashSet<>();
		for (String line : page.prose()) {
			Matcher heading = HEADING.matcher(line);
			if (heading.matches()) {
				String anchor = heading.group(1)
					.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
					.toLowerCase(Locale.ROOT)
					.replaceAll("[^\\w\\- ]", "")
					.replace(' ', '-');
				for (int number = 1; !anchors.add(anchor); number++) {
					anchor = anchor.replaceFirst("-" + (number - 1) + "$", "") + "-" + number;
				}
			}
		}
		return anchors;
	}

}
