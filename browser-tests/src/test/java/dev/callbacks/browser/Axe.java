// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Page;

/**
 * The rules of accessibility.
 */
final class Axe {

	private Axe() {
	}

	/**
	 * Returns the violations of the rules of accessibility that axe finds.
	 */
	static List<?> violations(Page page) throws IOException {
		String path = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
		try (InputStream axe = Objects.requireNonNull(Axe.class.getResourceAsStream(path), path)) {
			page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		return (List<?>) page.evaluate(
				"""
						() => axe.run().then((result) => result.violations.map((violation) =>
							violation.id + ": " + violation.nodes.map((node) => node.html + " " + node.failureSummary).join(" | ")))""");
	}

}
