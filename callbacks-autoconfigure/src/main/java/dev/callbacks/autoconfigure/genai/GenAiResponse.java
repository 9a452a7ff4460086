// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The response to an operation, or what came of it until it ended otherwise.
 *
 * @param model the name of the model that answered, or {@code null}
 * @param id the provider's id of the response, or {@code null}
 * @param finishReasons the reasons why the candidate answers ended
 * @param usage the usage that the provider reported, or {@code null}
 * @param timeToFirstChunk the time to the first chunk, or {@code null} if the answer was
 * not streamed
 * @param chunks the number of chunks
 * @param outcome the outcome of the run: {@code success}, or its reason to end
 * @param errorType the class of the failure, {@code timeout}, or {@code null} if the run
 * did not fail: a cancelled run did not
 */
public record GenAiResponse(@Nullable String model, @Nullable String id, List<String> finishReasons,
		@Nullable Usage usage, @Nullable Duration timeToFirstChunk, int chunks, String outcome,
		@Nullable String errorType) {

	private static final String SUCCESS = "success";

	private static final String TIMEOUT = "timeout";

	public GenAiResponse {
		finishReasons = List.copyOf(finishReasons);
	}

	/**
	 * Creates the response of a run that ended.
	 * @param end the end of the run
	 * @return the response
	 */
	public static GenAiResponse of(TerminalEvent end) {
		if (end instanceof LlmEnd answered) {
			return of(end, answered.result(), answered.timeToFirstToken(), answered.tokens());
		}
		if (end instanceof LlmError failed) {
			return of(end, failed.partial(), failed.timeToFirstToken(), failed.tokens());
		}
		if (end instanceof ChainEnd chain && chain.output() instanceof EmbeddingResult embeddings) {
			return new GenAiResponse(embeddings.model(), null, List.of(), embeddings.usage(), null, 0, SUCCESS, null);
		}
		return of(end, LlmResult.none(), null, 0);
	}

	/**
	 * Creates responses without an answer, one for each outcome.
	 * @param errorType the type of the error of one that failed
	 * @return the responses
	 */
	public static List<GenAiResponse> expected(String errorType) {
		List<GenAiResponse> responses = new ArrayList<>(List.of(expected(SUCCESS, null)));
		for (EndReason reason : EnumSet.complementOf(EnumSet.of(EndReason.ABANDONED))) {
			responses.add(expected(outcome(reason), switch (reason) {
				case FAILED -> errorType;
				case TIMED_OUT -> TIMEOUT;
				default -> null;
			}));
		}
		return responses;
	}

	private static GenAiResponse expected(String outcome, @Nullable String errorType) {
		return new GenAiResponse(null, null, List.of(), null, null, 0, outcome, errorType);
	}

	private static GenAiResponse of(TerminalEvent end, LlmResult result, @Nullable Duration timeToFirstChunk,
			int chunks) {
		Generation first = result.first();
		return new GenAiResponse(text(first, "model_name"), text(first, "id"), finishReasons(result),
				(first != null) ? first.usage() : null, timeToFirstChunk, chunks, outcome(end), errorType(end));
	}

	private static List<String> finishReasons(LlmResult result) {
		return result.generations()
			.stream()
			.flatMap(List::stream)
			.map(GenAiResponse::finishReason)
			.filter(Objects::nonNull)
			.toList();
	}

	private static @Nullable String finishReason(Generation generation) {
		String reason = text(generation, "finish_reason");
		return (reason != null) ? reason : text(generation, "stop_reason");
	}

	private static @Nullable String text(@Nullable Generation generation, String name) {
		Map<String, Object> metadata = (generation != null) ? generation.metadata() : Map.of();
		return (metadata.get(name) instanceof String text && !text.isBlank()) ? text : null;
	}

	private static String outcome(TerminalEvent end) {
		return (end instanceof ErrorEvent error) ? outcome(error.reason()) : SUCCESS;
	}

	private static String outcome(EndReason reason) {
		return reason.name().toLowerCase(Locale.ROOT);
	}

	private static @Nullable String errorType(TerminalEvent end) {
		if (!(end instanceof ErrorEvent error)) {
			return null;
		}
		if (error.reason() == EndReason.TIMED_OUT) {
			return TIMEOUT;
		}
		return (error.reason() == EndReason.FAILED) ? typeOf(error.error()) : null;
	}

	/**
	 * Returns the class of a failure, behind the wrappers of futures.
	 */
	private static String typeOf(Throwable failure) {
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
		Throwable cause = wrapper ? failure.getCause() : null;
		return ((cause != null) ? cause : failure).getClass().getName();
	}

}
