// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.RunKind;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a cancelled stream leaves of the call of its model.
 */
class CancelledStreamTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().work(Runnable::run).build();

	private final StreamingChatModel model = new Model();

	private final List<Throwable> errors = new ArrayList<>();

	private @Nullable StreamingChatResponseHandler asked;

	private boolean cancelled;

	private @Nullable RuntimeException failure;

	@Test
	void closedStreamOfOurModelCancelsACallThatIsSilent() {
		Disposable stream = new CallbackChatModel(this.manager, new LangChain4jChatProvider(this.model))
			.stream("Weather?")
			.subscribe();
		say("Sun");
		assertThat(this.cancelled).isFalse();
		stream.dispose();
		assertThat(this.cancelled).isTrue();
	}

	@Test
	void callThatIsCancelledBeforeItsFirstPieceEndsWithThat() {
		cancelAround(this::ask);
		assertThat(this.cancelled).isFalse();
		say("Sun");
		assertThat(this.cancelled).isTrue();
	}

	@Test
	void callThatCannotBeCancelledStillTellsItsUser() {
		this.failure = new IllegalStateException("cannot be cancelled");
		cancelAround(() -> {
			ask();
			say("Sun");
		});
		assertThat(this.errors).singleElement().isInstanceOf(RunCancelledException.class);
	}

	private void cancelAround(Runnable body) {
		DrivenRun run = this.manager.open(RunKind.CHAIN, "user", Map.of());
		try (Run.Scope scope = run.scope()) {
			body.run();
		}
		run.cancel();
	}

	private void ask() {
		new LangChain4jCallbacks(this.manager).wrap(this.model)
			.chat(ChatRequest.builder().messages(UserMessage.from("Weather?")).build(),
					new StreamingChatResponseHandler() {

						@Override
						public void onCompleteResponse(ChatResponse response) {
						}

						@Override
						public void onError(Throwable error) {
							CancelledStreamTests.this.errors.add(error);
						}

					});
	}

	private void say(String text) {
		this.asked.onPartialResponse(new PartialResponse(text), new PartialResponseContext(new Handle()));
	}

	private final class Model implements StreamingChatModel {

		@Override
		public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
			CancelledStreamTests.this.asked = handler;
		}

	}

	private final class Handle implements StreamingHandle {

		@Override
		public void cancel() {
			CancelledStreamTests.this.cancelled = true;
			if (CancelledStreamTests.this.failure != null) {
				throw CancelledStreamTests.this.failure;
			}
		}

		@Override
		public boolean isCancelled() {
			return CancelledStreamTests.this.cancelled;
		}

	}

}
