// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.callbacks.RunConfig;
import dev.callbacks.call.BatchResult;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.step.Steps;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A batch, one of whose items fails.
 */
@Component
@Order(7)
final class BatchWithFailure implements Scenario {

	private final Steps steps;

	private final CallbackChatModel chatModel;

	BatchWithFailure(Steps steps, CallbackChatModel chatModel) {
		this.steps = steps;
		this.chatModel = chatModel;
	}

	@Override
	public String title() {
		return "A batch with one failure";
	}

	@Override
	public String text() {
		return "Three questions in one batch, of which the second fails. The others are not harmed, and each "
				+ "run has its own ending.";
	}

	@Override
	public Flux<Line> play() {
		List<ChatRequest> questions = Stream.of("What is a run?", "Please fail", "What is a window?")
			.map(ChatRequest::of)
			.toList();
		// tag::code[]
		CompletableFuture<List<BatchResult<String>>> answers = this.steps.text(this.chatModel)
			.batchResultsAsync(questions, RunConfig.empty().tags("batch"));
		// end::code[]
		return Mono.fromFuture(answers).flatMapIterable((results) -> results).index(BatchWithFailure::line);
	}

	private static Line line(long index, BatchResult<String> result) {
		Throwable failure = result.failure();
		String voice = "question " + (index + 1);
		return (failure != null) ? Line.note(voice, "failed: " + failure.getMessage())
				: Line.token(voice, String.valueOf(result.value()));
	}

}
