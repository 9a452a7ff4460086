// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The condition that there is a Chromium, and that tests in a browser are not switched
 * off by {@code -Dbrowser.tests=false}.
 */
final class ChromiumCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (!Boolean.parseBoolean(System.getProperty("browser.tests", "true"))) {
			return skip("Tests in a browser are SKIPPED: -Dbrowser.tests=false");
		}
		return chromium().map((path) -> ConditionEvaluationResult.enabled("There is " + path))
			.orElseGet(() -> skip("Tests in a browser are SKIPPED: there is no Chromium. Install the package"
					+ " 'chromium', or name one by the environment variable CHROMIUM"));
	}

	private static ConditionEvaluationResult skip(String reason) {
		System.out.println(reason);
		return ConditionEvaluationResult.disabled(reason);
	}

	/**
	 * Returns the browser.
	 */
	static Optional<Path> chromium() {
		return Stream
			.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"), "/usr/bin/chromium-browser",
					"/usr/bin/google-chrome")
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst();
	}

}
