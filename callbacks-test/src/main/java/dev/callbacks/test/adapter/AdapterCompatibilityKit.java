// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.HandlerSettings;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.Document;
import dev.callbacks.test.CallbackAssertions;
import dev.callbacks.test.ObservedRun;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every adapter should pass, in an abstract class to extend beside the
 * adapter's own tests. An application of the library makes calls of all kinds with all
 * endings, with and without the adapter. The tests check the events of handlers, and that
 * the application sees no difference. <pre>{@code
 * class AcmeAdapterTests extends AdapterCompatibilityKit {
 *     &#64;Override protected AdaptedLibrary library(ChatProvider model, CallbackManager manager) {
 *         return new Acme(new AcmeModel(model), manager);
 *     }
 * }
 * }</pre> JUnit and AssertJ have to be on the class path.
 *
 * @since 0.1.0
 */
public abstract class AdapterCompatibilityKit extends TreeKit {

	/** The time that a handler takes for an event which others have to await. */
	private static final long LINGER_MILLIS = 50;

	/**
	 * Creates a library for one test.
	 * @param model the provider behind the library's model, which asks for a whole answer
	 * by {@link ChatProvider#call} and for pieces by {@link ChatProvider#stream}, fails
	 * with its failure, and cancels its stream when the application closes a stream
	 * @param manager opens the runs, or {@code null} for a library without the adapter
	 * @return the library
	 */
	@Override
	protected abstract AdaptedLibrary library(ChatProvider model, @Nullable CallbackManager manager);

	/**
	 * Returns the longest wait of a test for handlers.
	 * @return the time, 20 seconds by default
	 */
	@Override
	protected Duration patience() {
		return super.patience();
	}

	private static <E> E only(List<E> events) {
		assertThat(events).hasSize(1);
		return events.get(0);
	}

	@Test
	void tokensAreThePiecesOfTheStream() throws Exception {
		try (Trial trial = trial()) {
			trial.answer("Why", " not", "?").stream();
			CallbackAssertions.assertThat(run(trial.recorded(), RunKind.CHAT_MODEL))
				.hasTokens("Why", " not", "?")
				.succeeded();
			assertThat(only(trial.recorded().events(LlmEnd.class)).result().text()).isEqualTo("Why not?");
		}
	}

	@Test
	void handlersHaveAPieceBeforeTheUser() throws Exception {
		LingeringHandler handler = new LingeringHandler(HandlerSettings.none().withWindow(1), LINGER_MILLIS);
		List<Integer> finished = new ArrayList<>();
		try (Trial trial = trial(handler)) {
			trial.answer("Why", " not", "?")
				.library()
				.stream("Hello", (piece) -> finished.add(handler.events(LlmNewToken.class).size()));
			assertThat(finished).as("how many tokens a handler with a window of 1 has finished at each piece")
				.containsExactly(1, 2, 3);
		}
	}

	@Test
	void wholeAnswerIsToldWithoutTokens() throws Exception {
		try (Trial trial = trial()) {
			trial.answer("Why", " not", "?").call();
			CallbackAssertions.assertThat(run(trial.recorded(), RunKind.CHAT_MODEL)).hasTokens().succeeded();
			assertThat(only(trial.recorded().events(LlmEnd.class)).result().text()).isEqualTo("Why not?");
			assertThat(only(trial.recorded().events(ChatModelStart.class)).messages())
				.anyMatch((message) -> message.text().contains("Hello"));
		}
	}

	@Test
	void toolIsToldWithItsCallAndItsResult() throws Exception {
		try (Trial trial = trial()) {
			trial.callWithTool(() -> {
			});
			ToolStart start = only(trial.recorded().events(ToolStart.class));
			assertThat(start.tool()).isEqualTo(Trial.TOOL);
			assertThat(start.input()).isEqualTo(Trial.ARGUMENTS);
			assertThat(start.toolCallId()).isEqualTo(Trial.CALL);
			assertThat(only(trial.recorded().events(ToolEnd.class)).output()).asString().contains("25 degrees");
		}
	}

	@Test
	void searchIsToldWithItsQueryAndWhatItFound() throws Exception {
		try (Trial trial = trial()) {
			trial.library().search("cats", (query) -> List.of("one", "two"));
			assertThat(only(trial.recorded().events(RetrieverStart.class)).query()).isEqualTo("cats");
			assertThat(only(trial.recorded().events(RetrieverEnd.class)).documents()).extracting(Document::text)
				.containsExactly("one", "two");
		}
	}

	@Test
	void workBeginsWhenHandlersHaveFinishedTheStart() throws Exception {
		LingeringHandler handler = new LingeringHandler(HandlerSettings.none(), LINGER_MILLIS);
		List<Integer> started = new ArrayList<>();
		try (Trial trial = trial(handler)) {
			trial.whenAsked(() -> started.add(handler.events(ChatModelStart.class).size()));
			trial.answer("Yes").answer("Yes").call();
			trial.stream();
			assertThat(started).as("starts that are finished when the model is asked").containsExactly(1, 2);
		}
	}

	@Test
	void toolBeginsWhenHandlersHaveFinishedTheStart() throws Exception {
		LingeringHandler handler = new LingeringHandler(HandlerSettings.none(), LINGER_MILLIS);
		List<Integer> started = new ArrayList<>();
		try (Trial trial = trial(handler)) {
			trial.callWithTool(() -> started.add(handler.events(ToolStart.class).size()));
			assertThat(started).as("starts that are finished when the tool is called").containsExactly(1);
		}
	}

	@Test
	void callerGoesOnWhenHandlersHaveFinishedTheEnd() throws Exception {
		LingeringHandler handler = new LingeringHandler(HandlerSettings.none(), LINGER_MILLIS);
		try (Trial trial = trial(handler)) {
			trial.answer("Yes").answer("Yes").fail(FAILURE).call();
			assertThat(handler.events(TerminalEvent.class)).as("endings after a call").hasSize(1);
			trial.stream();
			assertThat(handler.events(TerminalEvent.class)).as("endings after a stream").hasSize(2);
			Trial.failureOf(() -> trial.call());
			assertThat(handler.events(TerminalEvent.class)).as("endings after a failure").hasSize(3);
		}
	}

	@Test
	void everyRunHasOneEnding() throws Exception {
		try (Trial trial = trial()) {
			trial.answer("Yes").answer("Yes").fail(FAILURE).fail(FAILURE, "Yes").call();
			trial.stream();
			Trial.failureOf(() -> trial.call());
			Trial.failureOf(() -> trial.stream());
			assertThat(trial.recorded().events(StartEvent.class)).hasSize(4);
			CallbackAssertions.assertThat(trial.recorded()).isWellFormed();
		}
	}

	@Test
	void streamThatIsClosedEndsItsRunAndTheModelsWork() throws Exception {
		try (Trial trial = trial()) {
			trial.hang("Why", " not").library().stream("Hello", (piece) -> !piece.equals(" not"));
			ObservedRun run = run(trial.recorded(), RunKind.CHAT_MODEL);
			CallbackAssertions.assertThat(run).isWellFormed().hasTokens("Why", " not");
			LlmError error = only(trial.recorded().events(LlmError.class));
			assertThat(error.reason()).isIn(EndReason.CLOSED, EndReason.CANCELLED);
			assertThat(error.partial().text()).isEqualTo("Why not");
			assertThat(trial.model().cancelled()).as("answers that were cancelled").isEqualTo(1);
		}
	}

	@Test
	void errorIsTheModelsOwn() {
		for (Throwable failure : List.of(FAILURE, new CompletionException(new IOException("as scripted")))) {
			Throwable expected = (failure instanceof CompletionException) ? failure.getCause() : failure;
			try (Trial trial = trial()) {
				trial.fail(failure).fail(failure);
				Trial.failureOf(() -> trial.call());
				Trial.failureOf(() -> trial.stream());
				assertThat(trial.recorded().events(LlmError.class)).extracting(ErrorEvent::error)
					.containsExactly(expected, expected);
				assertThat(trial.recorded().events(LlmError.class)).extracting(ErrorEvent::reason)
					.containsOnly(EndReason.FAILED);
			}
		}
	}

	@Test
	void errorOfAStreamHasWhatHadCome() {
		try (Trial trial = trial()) {
			trial.fail(FAILURE, "Why", " not");
			Trial.failureOf(() -> trial.stream());
			assertThat(only(trial.recorded().events(LlmError.class)).partial().text()).isEqualTo("Why not");
		}
	}

	@Test
	void errorOfAToolIsItsOwn() {
		try (Trial trial = trial()) {
			Trial.failureOf(() -> trial.callWithTool(() -> {
				throw FAILURE;
			}));
			assertThat(only(trial.recorded().events(ToolError.class)).error()).satisfiesAnyOf(
					(error) -> assertThat(error).isSameAs(FAILURE), (error) -> assertThat(error).hasRootCause(FAILURE));
		}
	}

	@Test
	void handlerThatRefusesTheStartIsHeard() {
		Refusal refusal = new Refusal();
		try (Trial trial = trial(refusal)) {
			trial.answer("Yes").answer("Yes");
			for (Throwable thrown : Arrays.asList(Trial.failureOf(() -> trial.call()),
					Trial.failureOf(() -> trial.stream()))) {
				assertThat(thrown).satisfiesAnyOf((error) -> assertThat(error).isSameAs(refusal.exception),
						(error) -> assertThat(error).hasRootCause(refusal.exception));
			}
			assertThat(trial.model().requests()).as("requests to the model").isEmpty();
		}
	}

	private static final class Refusal implements CallbackHandler {

		private final RuntimeException exception = new IllegalStateException("refused");

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withRaiseError(true);
		}

		@Override
		public void onChatModelStart(ChatModelStart event) {
			throw this.exception;
		}

	}

}
