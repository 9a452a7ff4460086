// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.core.io.ClassPathResource;

/**
 * The source code of the scenarios. The build copies their files beside their classes, so
 * that the page shows the lines that run.
 */
final class SourceCode {

	private static final Pattern MARKED = Pattern.compile("// tag::code\\[]\\R(.*?)\\s*// end::code\\[]",
			Pattern.DOTALL);

	private SourceCode() {
	}

	/**
	 * Returns the marked parts of the file of a class.
	 */
	static String of(Class<?> type) {
		return MARKED.matcher(read(type))
			.results()
			.map((part) -> part.group(1).stripIndent().replace("\t", "    "))
			.collect(Collectors.joining("\n\n"));
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
