// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.TestEngine;
import dev.callbacks.step.Step;
import dev.callbacks.step.Steps;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Failures that are suppressed in another one.
 */
class FailuresTests {

	private final IllegalStateException shown = new IllegalStateException("shown");

	@Test
	void failureIsSuppressedOnceAndNeverInItself() {
		IllegalStateException other = new IllegalStateException("other");
		Failures.suppress(this.shown, other);
		Failures.suppress(this.shown, other);
		Failures.suppress(this.shown, this.shown);
		assertThat(this.shown.getSuppressed()).containsExactly(other);
	}

	@Test
	void exceptionThatIsThrownAgainAndAgainStaysSmall() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Steps steps = new Steps(engine.manager);
			Step<String, String> step = steps.<String, String>lambda("first", (input) -> {
				throw this.shown;
			}).withFallbacks(steps.lambda("second", (input) -> {
				throw new IllegalStateException("second");
			}));
			for (int i = 0; i < 150; i++) {
				assertThatThrownBy(() -> step.call("input")).isSameAs(this.shown);
			}
			assertThat(this.shown.getSuppressed()).hasSize(100);
		}
	}

}
