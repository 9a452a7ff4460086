// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.TestFutures;
import dev.callbacks.dispatch.Hostile;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.spi.ContentRedactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
	void failureThatCannotBeReadHasItsLinesAndItsOutput(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		List<String> lines = new ArrayList<>();
		RunRecorder recorder = new RunRecorder();
		Hostile.Unreadable failure = new Hostile.Unreadable();
		try (JsonLinesHandler json = JsonLinesHandler.withContentTo(file);
				TestEngine engine = new TestEngine().with(json, ConsoleTreeHandler.to(lines::add).showingContent(),
						recorder)) {
			assertThatThrownBy(() -> engine.manager.chain("chain").call(() -> {
				Run.current().emitRetry(2, Duration.ZERO, failure);
				throw failure;
			})).isInstanceOf(Hostile.Unreadable.class);
		}
		assertThat(lines).hasSize(3).last().asString().contains("(no text: java.lang.IllegalStateException)");
		assertThat(Files.readAllLines(file)).hasSize(3);
		assertThat(recorder.roots().get(0).output()).isEqualTo("(no text: java.lang.IllegalStateException)");
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
