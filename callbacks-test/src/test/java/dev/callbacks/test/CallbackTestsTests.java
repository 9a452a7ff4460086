/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
