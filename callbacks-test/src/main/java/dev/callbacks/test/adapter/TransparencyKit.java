// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Run;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the adapter changes nothing for the user of a library: answers, failures,
 * order of pieces, threads of the user's code.
 */
abstract class TransparencyKit {

	private static final List<Throwable> FAILURES = List.of(new IllegalStateException("as scripted"),
			new CompletionException(new IOException("as scripted")));

	protected abstract AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager);

	/**
	 * Returns the longest wait of a test for handlers.
	 * @return the time
	 */
	protected Duration patience() {
		return Duration.ofSeconds(20);
	}

	/**
	 * A story of a user with a library.
	 */
	interface Story {

		@Nullable Object tell(Trial trial) throws Exception;

	}

	@Test
	void answerIsTheLibrarysOwn() {
		compare((trial) -> trial.answer("Why", " not", "?").call());
	}

	@Test
	void streamIsTheLibrarysOwn() {
		compare((trial) -> {
			trial.answer("Why", " not", "?").stream();
			return "over";
		});
	}

	@Test
	void streamThatIsClosedIsTheLibrarysOwn() {
		compare((trial) -> {
			trial.hang("Why", " not")
				.library()
				.stream("Hello", (piece) -> trial.takePiece(piece) && !piece.equals(" not"));
			return "closed";
		});
	}

	@Test
	void failureIsTheLibrarysOwn() {
		for (Throwable failure : FAILURES) {
			compare(failure, (trial) -> trial.fail(failure).call());
		}
	}

	@Test
	void failureOfAStreamIsTheLibrarysOwn() {
		for (Throwable failure : FAILURES) {
			for (String[] tokens : new String[][] { {}, { "Why", " not" } }) {
				compare(failure, (trial) -> {
					trial.fail(failure, tokens).stream();
					return "over";
				});
			}
		}
	}

	@Test
	void answerAfterAToolIsTheLibrarysOwn() {
		compare((trial) -> List.of(String.valueOf(trial.callWithTool(() -> {
		})), trial.asked()));
	}

	@Test
	void streamAfterAToolIsTheLibrarysOwn() {
		compare((trial) -> {
			trial.streamWithTool();
			return trial.asked();
		});
	}

	@Test
	void whatBecomesOfAToolThatFailsIsTheLibrarysOwn() {
		IllegalStateException failure = new IllegalStateException("out of order");
		compare(failure, (trial) -> {
			try {
				return trial.callWithTool(() -> {
					throw failure;
				});
			}
			finally {
				trial.asked().forEach(trial.view()::see);
			}
		});
	}

	@Test
	void searchIsTheLibrarysOwn() {
		compare((trial) -> trial.library().search("cats", (query) -> {
			trial.view().see("searched for " + query);
			return List.of("found " + query);
		}));
	}

	@Test
	void failureOfASearchIsTheLibrarysOwn() {
		for (Throwable failure : FAILURES) {
			compare(failure, (trial) -> trial.library().search("cats", (query) -> {
				throw (RuntimeException) failure;
			}));
		}
	}

	@Test
	void libraryWorksOnWhenTheManagerHasStopped() {
		compare((trial) -> {
			trial.stop();
			trial.answer("Why", " not", "?").answer("Why", " not", "?");
			Object answer = trial.call();
			trial.stream();
			return answer;
		});
	}

	@Test
	void nothingStaysCurrentOnTheCallersThread() {
		compare((trial) -> {
			trial.answer("Why", " not", "?")
				.fail(new IllegalStateException("as scripted"))
				.hang("Why")
				.library()
				.call("Hello");
			trial.view().see(() -> trial.call());
			trial.library().stream("Hello", (piece) -> false);
			return Run.find().isPresent() ? "a run is current" : "no run is current";
		});
	}

	private void compare(Story story) {
		compare(new IllegalStateException("not thrown"), story);
	}

	/**
	 * Compares a story without the adapter to the same story with it.
	 */
	private void compare(Throwable scripted, Story story) {
		UserView without = view(scripted, null, story);
		handlers().forEach((name, handler) -> assertThat(view(scripted, handler, story).seen())
			.as("the user's view with the adapter and %s", name)
			.isEqualTo(without.seen()));
	}

	private static Map<String, List<Handler>> handlers() {
		return Map.of("a handler", List.of(), "a handler that takes its time",
				List.of(new LingeringHandler(HandlerSettings.none(), 5)), "a handler that fails",
				List.of(new CallbackHandler() {

					@Override
					public void onEvent(CallbackEvent event) {
						throw new IllegalStateException("not for the user");
					}

				}));
	}

	private UserView view(Throwable scripted, @Nullable List<Handler> handlers, Story story) {
		try (Trial trial = new Trial(this, scripted, handlers)) {
			return trial.view().see(() -> story.tell(trial));
		}
	}

}
