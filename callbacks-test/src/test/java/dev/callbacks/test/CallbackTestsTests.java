// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.StartEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallbackTests} and {@link RecordingHandler}.
 */
class CallbackTestsTests {

	@Test
	void awaitIdleWaitsForHandlersThatNobodyElseWaitsFor() {
		RecordingHandler recording = new RecordingHandler();
		CallbackDispatcher manager = CallbackDispatcher.builder().awaitEnd(false).build();
		manager.add(recording);
		new CallbackChatModel(manager, EmbeddedChatProvider.answering("Yes")).callAsync("Hello?").join();
		CallbackTests.awaitIdle(manager);
		assertThat(recording.events()).hasSize(2);
		assertThat(recording.events(StartEvent.class)).hasOnlyElementsOfType(ChatModelStart.class);
		assertThat(recording.events(LlmEnd.class)).hasSize(1);
		recording.clear();
		assertThat(recording.events(CallbackEvent.class)).isEmpty();
	}

	@Test
	void awaitIdleFailsIfARunStaysOpen() {
		CompletableFuture<Void> never = new CompletableFuture<>();
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(new AsyncCallbackHandler() {

			@Override
			public CompletionStage<?> onLlmEnd(LlmEnd event) {
				return never;
			}

		});
		CompletableFuture<?> call = new CallbackChatModel(manager, EmbeddedChatProvider.answering("Yes"))
			.callAsync("Hello?");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> CallbackTests.awaitIdle(manager, Duration.ofMillis(50)))
			.withMessageContaining("1 runs are still open");
		never.complete(null);
		call.join();
		CallbackTests.awaitIdle(manager);
	}

}
