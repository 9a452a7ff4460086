// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine is to fit into one head. Lines of code are counted: no comments, blank lines
 * or imports.
 */
class EngineSizeTests {

	/**
	 * To be lowered to 2,200; raised only to keep a promise that was broken or far off.
	 */
	private static final int LIMIT = 3_559;

	@Test
	void engineDoesNotGrow() throws IOException {
		assertThat(linesOfCode()).isLessThanOrEqualTo(LIMIT);
	}

	private static long linesOfCode() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/callbacks/dispatch"))) {
			long lines = 0;
			for (Path file : files.toList()) {
				lines += code(Files.readString(file)).size();
			}
			return lines;
		}
	}

	private static List<String> code(String source) {
		return source.replaceAll("(?s)/\\*.*?\\*/", "")
			.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("//"))
			.filter((line) -> !line.startsWith("import ") && !line.startsWith("package "))
			.toList();
	}

}
