// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

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
	void failureWhoseCauseCannotBeReadIsTakenAsItIs() {
		CompletionException unreadable = new CompletionException("no cause", null) {

			private static final long serialVersionUID = 1;

			@Override
			public Throwable getCause() {
				throw new LinkageError("no cause");
			}

		};
		assertThat(Failures.unwrap(unreadable)).isSameAs(unreadable);
	}

	@Test
	void whatAContainedTaskThrowsGoesToTheHandlerOfItsThread() throws Exception {
		List<Throwable> uncaught = new ArrayList<>();
		Thread thread = new Thread(() -> {
			Failures.contain(() -> {
				throw this.shown;
			});
			uncaught.add(null);
		});
		thread.setUncaughtExceptionHandler((dying, failure) -> {
			uncaught.add(failure);
			throw new IllegalStateException("handler");
		});
		thread.start();
		thread.join();
		assertThat(uncaught).containsExactly(this.shown, null);
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
