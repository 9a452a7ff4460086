// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.core.io.ClassPathResource;

/**
 * The source code of the scenarios. The build copies their files beside their classes, so
 * that the page shows the lines that run.
 */
final class SourceCode {

	private static final String START = "// tag::code[]";

	private static final String END = "// end::code[]";

	private SourceCode() {
	}

	/**
	 * Returns the lines between the marks in the file of a class.
	 */
	static String of(Class<?> type) {
		List<String> lines = read(type).lines().toList();
		return lines.stream()
			.dropWhile((line) -> !line.strip().equals(START))
			.takeWhile((line) -> !line.strip().equals(END))
			.skip(1)
			.collect(Collectors.joining("\n"))
			.stripIndent()
			.replace("\t", "    ");
	}

	private static String read(Class<?> type) {
		try {
			return new ClassPathResource(type.getSimpleName() + ".java", type)
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
