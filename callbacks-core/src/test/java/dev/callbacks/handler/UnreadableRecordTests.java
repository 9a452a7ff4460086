// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.dispatch.Hostile;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.spi.ContentRedactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A recorder with a redactor records the whole of a run whose values or failure cannot be
 * read (G14, G16).
 */
class UnreadableRecordTests {

	private static final ContentRedactor REDACTOR = redactor((text) -> text.replace("secret", "***"));

	private static ContentRedactor redactor(UnaryOperator<String> function) {
		return new ContentRedactor() {

			@Override
			public String redact(String text) {
				return function.apply(text);
			}

			@Override
			public int longestMatch() {
				return 16;
			}

		};
	}

	private static RecordedRun recorded(ContentRedactor redactor, Object input, Object output) throws Exception {
		RunRecorder recorder = new RunRecorder();
		recorder.redactBy(redactor);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			TestFutures.of(() -> engine.manager.chain("chain").input(input).submit(() -> {
				if (output instanceof RuntimeException failure) {
					throw failure;
				}
				return output;
			})).handle((value, failure) -> "ended").get();
		}
		assertThat(recorder.roots()).hasSize(1);
		return recorder.roots().get(0);
	}

	static Stream<Object> unreadable() {
		List<Object> circle = new ArrayList<>();
		circle.add(circle);
		circle.add(circle);
		return Stream.of(circle, new AbstractMap<String, Object>() {

			@Override
			public Set<Entry<String, Object>> entrySet() {
				throw new NoClassDefFoundError("entries");
			}

		}, new Hostile.Unreadable(), new Untraceable());
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void runIsRecordedWhateverItEndsWith(Object output) throws Exception {
		RecordedRun run = recorded(REDACTOR, "secret", output);
		assertThat(run.events()).hasSize(2);
		assertThat(run.ending()).isNotNull();
		assertThat(run.input()).isEqualTo("{input=***}");
		if (run.events().get(1) instanceof ErrorEvent error) {
			assertThat(RedactedEvents.failureType(error.error()) == output.getClass()).isTrue();
			assertThat(error.error().toString()).doesNotContain("secret");
		}
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void runIsRecordedWhateverItBeginsWith(Object input) throws Exception {
		RecordedRun run = recorded(REDACTOR, Map.of("value", input, "other", "secret"), "output");
		assertThat(run.events()).hasSize(2);
		assertThat(run.ending()).isNotNull();
		assertThat(run.input()).doesNotContain("secret");
	}

	@Test
	void redactorThatReturnsNothingFails() throws Exception {
		RecordedRun run = recorded(redactor((text) -> null), "secret", "output");
		assertThat(run.events()).hasSize(2);
		assertThat(run.input()).isEqualTo("{(redaction failed)=(redaction failed)}");
	}

	@SuppressWarnings("serial")
	private static final class Untraceable extends RuntimeException {

		private Untraceable() {
			super("a secret");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("no trace");
		}

	}

}
