// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Models that are only listened to.
 */
class LangChain4jListenerTests {

	private LangChain4jRig rig;

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	@Test
	void modelIsAskedWhenHandlersHaveFinishedTheStart() {
		this.rig.server.answers(Script.tokens("Yes"));
		Gate gate = new Gate(ChatModelStart.class);
		this.rig.manager.add(gate);
		ChatModel model = this.rig.model(this.rig.callbacks.listener());
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> model.chat("Really?"));
		await().until(gate.entered::isDone);
		await().during(Duration.ofMillis(200)).until(() -> this.rig.server.requests().isEmpty());
		gate.open.countDown();
		assertThat(answer.join()).isEqualTo("Yes");
	}

	@Test
	void callerGetsTheAnswerWhenHandlersHaveFinishedTheEnd() {
		this.rig.server.answers(Script.tokens("Yes"));
		Gate gate = new Gate(LlmEnd.class);
		this.rig.manager.add(gate);
		ChatModel model = this.rig.model(this.rig.callbacks.listener());
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> model.chat("Really?"));
		await().until(gate.entered::isDone);
		await().during(Duration.ofMillis(200)).until(() -> !answer.isDone());
		gate.open.countDown();
		assertThat(answer.join()).isEqualTo("Yes");
	}

	@Test
	void threadThatMustNotBlockDoesNotWait() {
		Gate gate = new Gate(ChatModelStart.class);
		this.rig.manager.add(gate);
		ChatModel model = new ListenedModel(this.rig);
		String answer = Mono.fromCallable(() -> model.chat("Really?"))
			.subscribeOn(Schedulers.parallel())
			.block(Duration.ofSeconds(20));
		assertThat(answer).isEqualTo("Yes");
		gate.open.countDown();
		assertThat(this.rig.events(LlmEnd.class)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void runOfAStreamThatWasCancelledIsClosedAlsoIfItsHandleIsKept(boolean kept) throws Exception {
		this.rig.server.answers(Script.tokens(2_000).slow(10));
		StreamingChatModel model = this.rig.streaming(this.rig.callbacks.listener());
		CompletableFuture<Object> cancelled = new CompletableFuture<>();
		model.chat("Really?", new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
				context.streamingHandle().cancel();
				cancelled.complete(context.streamingHandle());
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
			}

			@Override
			public void onError(Throwable error) {
			}

		});
		Object handle = cancelled.get(20, TimeUnit.SECONDS);
		if (!kept) {
			cancelled.obtrudeValue(handle = "");
		}
		await().until(() -> {
			System.gc();
			return this.rig.manager.openRuns() == 0;
		});
		assertThat(this.rig.events(LlmError.class)).singleElement()
			.satisfies((event) -> assertThat(event.reason()).isEqualTo(EndReason.CLOSED));
		assertThat(handle).isNotNull();
	}

	@Test
	void modelThatAnswersOnlyWholeRequestsIsWrappedToo() {
		ChatModel model = new ChatModel() {

			@Override
			public ChatResponse chat(ChatRequest request) {
				return new ListenedModel(LangChain4jListenerTests.this.rig).chat(request);
			}

			@Override
			public List<ChatModelListener> listeners() {
				return List.of(LangChain4jListenerTests.this.rig.callbacks.listener());
			}

		};
		assertThat(this.rig.callbacks.wrap(model).chat("Really?")).isEqualTo("Yes");
		assertThat(this.rig.tree()).containsExactly("CHAT_MODEL chat-model");
	}

	private static final class ListenedModel implements ChatModel {

		private final LangChain4jRig rig;

		private ListenedModel(LangChain4jRig rig) {
			this.rig = rig;
		}

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return ChatResponse.builder().aiMessage(AiMessage.from("Yes")).build();
		}

		@Override
		public List<ChatModelListener> listeners() {
			return List.of(this.rig.callbacks.listener());
		}

	}

	/** A handler that holds up an event until it is opened. */
	private static final class Gate implements CallbackHandler {

		private final Class<?> type;

		private final CompletableFuture<Object> entered = new CompletableFuture<>();

		private final CountDownLatch open = new CountDownLatch(1);

		private Gate(Class<?> type) {
			this.type = type;
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (this.type.isInstance(event)) {
				this.entered.complete(event);
				try {
					this.open.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
