// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Streams of models and services: the user's handler is told what it is told without us,
 * and every run comes to its end.
 */
@Timeout(60)
class LangChain4jStreamTests {

	private static final ChatResponse RESPONSE = ChatResponse.builder().aiMessage(AiMessage.from("ab")).build();

	private LangChain4jRig rig;

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
		this.rig.callbacks.install();
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private static StreamingChatModel scripted(Consumer<StreamingChatResponseHandler> script) {
		return new StreamingChatModel() {

			@Override
			public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
				script.accept(handler);
			}

		};
	}

	private static void told(StreamingChatResponseHandler handler, String method,
			Consumer<StreamingChatResponseHandler> signal) {
		try {
			signal.accept(handler);
		}
		catch (RuntimeException ex) {
			handler.onError(new IllegalStateException(method + " threw " + ex.getMessage()));
		}
	}

	static Stream<Consumer<StreamingChatResponseHandler>> scripts() {
		IllegalStateException broken = new IllegalStateException("broken");
		return Stream.of((handler) -> {
			handler.onPartialResponse("a");
			handler.onPartialResponse("b");
			handler.onCompleteResponse(RESPONSE);
		}, (handler) -> {
			handler.onPartialResponse("a");
			handler.onError(broken);
		}, (handler) -> {
			handler.onPartialResponse("a");
			handler.onError(broken);
			handler.onPartialResponse("b");
			handler.onError(broken);
			handler.onCompleteResponse(RESPONSE);
		}, (handler) -> {
			handler.onCompleteResponse(RESPONSE);
			handler.onPartialResponse("late");
			handler.onCompleteResponse(RESPONSE);
			handler.onError(broken);
		}, (handler) -> {
			told(handler, "onPartialResponse", (user) -> user.onPartialResponse("throw"));
			told(handler, "onCompleteResponse", (user) -> user.onCompleteResponse(RESPONSE));
		}, (handler) -> {
			handler.onPartialResponse("a");
			throw broken;
		}, (handler) -> {
			handler.onError(broken);
			throw new IllegalArgumentException("twice");
		}, (handler) -> {
			handler.onUnmappedRawEvent("raw");
			handler.onCompleteResponse(null);
		});
	}

	/**
	 * All that a user of a model sees, in order.
	 */
	private static List<String> seen(StreamingChatModel model) {
		List<String> seen = Collections.synchronizedList(new ArrayList<>());
		Thread caller = Thread.currentThread();
		try {
			model.chat("Hello", new StreamingChatResponseHandler() {

				private void see(String what) {
					seen.add(what + ((Thread.currentThread() == caller) ? "" : " elsewhere"));
				}

				@Override
				public void onPartialResponse(String text) {
					see(text);
					if (text.equals("throw")) {
						throw new IllegalStateException("from the user");
					}
				}

				@Override
				public void onCompleteToolCall(CompleteToolCall call) {
					see("call");
				}

				@Override
				public void onUnmappedRawEvent(Object event) {
					see("raw");
				}

				@Override
				public void onCompleteResponse(ChatResponse response) {
					see("complete " + response);
					throw new IllegalStateException("from the end");
				}

				@Override
				public void onError(Throwable error) {
					see("error " + error.getMessage());
				}

			});
		}
		catch (Throwable ex) {
			seen.add("thrown " + ex);
		}
		return seen;
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void userSeesWhatTheModelTells(Consumer<StreamingChatResponseHandler> script) {
		List<String> without = seen(scripted(script));
		assertThat(seen(this.rig.callbacks.wrap(scripted(script)))).isEqualTo(without);
		assertThat(this.rig.events(TerminalEvent.class)).hasSize(1);
		assertThat(Run.find()).isEmpty();
	}

	@Test
	void exceptionOfAModelReachesTheCallerAlsoIfHandlersAreSlow() {
		IllegalStateException refused = new IllegalStateException("refused");
		StreamingChatModel model = this.rig.callbacks.wrap(scripted((handler) -> {
			throw refused;
		}));
		this.rig.manager.add(new SlowHandler());
		assertThatThrownBy(() -> model.chat("Hello", new Collector())).isSameAs(refused);
		assertThat(this.rig.events(LlmError.class)).singleElement()
			.satisfies((event) -> assertThat(event.error()).isSameAs(refused));
	}

	@Test
	void modelIsAskedOnTheCallersThreadAlsoIfHandlersAreSlow() {
		Thread[] asked = new Thread[1];
		StreamingChatModel model = this.rig.callbacks.wrap(scripted((handler) -> {
			asked[0] = Thread.currentThread();
			handler.onCompleteResponse(RESPONSE);
		}));
		this.rig.manager.add(new SlowHandler());
		Collector collector = new Collector();
		model.chat("Hello", collector);
		assertThat(collector.done).isCompletedWithValue(RESPONSE);
		assertThat(asked[0]).isSameAs(Thread.currentThread());
	}

	@Test
	void wrappedStreamHasOneEnding() {
		seen(this.rig.callbacks.wrap(scripted((handler) -> {
			handler.onPartialResponse("a");
			handler.onError(new IllegalStateException("broken"));
			handler.onPartialResponse("b");
			handler.onCompleteResponse(RESPONSE);
		})));
		assertThat(this.rig.events()).extracting((event) -> event.getClass().getSimpleName())
			.containsExactly("ChatModelStart", "LlmNewToken", "LlmError");
	}

	private Assistant assistant() {
		return AiServices.builder(Assistant.class).streamingChatModel(this.rig.streaming()).build();
	}

	@Test
	void servicesTellTheirTokens() throws Exception {
		this.rig.server.answers(Script.tokens("Y", "es"));
		assertThat(LangChain4jRig.answer(assistant().stream("Really?"))).isEqualTo("Yes");
		assertThat(this.rig.events(LlmNewToken.class)).extracting(LlmNewToken::token).containsExactly("Y", "es");
		assertThat(this.rig.events(ChainEnd.class)).hasSize(1);
	}

	@Test
	void cancelOfAStreamEndsTheRunOfItsService() {
		this.rig.server.answers(Script.tokens(2_000).slow(10));
		CompletableFuture<Object> cancelled = new CompletableFuture<>();
		assistant().stream("Really?").onPartialResponseWithContext((piece, context) -> {
			context.streamingHandle().cancel();
			cancelled.complete(piece);
		}).onCompleteResponse(cancelled::complete).onError(cancelled::completeExceptionally).start();
		await().until(cancelled::isDone);
		assertThat(this.rig.events(ChainError.class)).singleElement()
			.satisfies((event) -> assertThat(event.reason()).isEqualTo(EndReason.CLOSED));
		assertThat(this.rig.events(LlmError.class)).singleElement()
			.satisfies((event) -> assertThat(event.reason()).isEqualTo(EndReason.CLOSED));
	}

	@Test
	void streamThatIsNeverStartedEndsWithItsObject() {
		this.rig.server.answers(Script.tokens("Yes"));
		assertThat(assistant().stream("Really?")).isNotNull();
		await().until(() -> {
			System.gc();
			return this.rig.manager.openRuns() == 0;
		});
		assertThat(this.rig.events(ChainError.class)).singleElement()
			.satisfies((event) -> assertThat(event.reason()).isEqualTo(EndReason.CLOSED));
	}

	@Test
	void streamThatIsNotStartedIsNotWaitedForWhenCallbacksAreUninstalled() {
		this.rig.server.answers(Script.tokens("Yes"));
		TokenStream stream = assistant().stream("Really?");
		this.rig.callbacks.uninstall();
		assertThat(this.rig.events(ChainError.class)).singleElement()
			.satisfies((event) -> assertThat(event.reason()).isEqualTo(EndReason.SHUTDOWN));
		assertThat(stream).isNotNull();
	}

	@Test
	void streamWhoseErrorsAreIgnoredEnds() {
		this.rig.server.answers(Script.status(400));
		assistant().stream("Really?").onPartialResponse((text) -> {
		}).ignoreErrors().start();
		await().until(() -> this.rig.manager.openRuns() == 0);
		assertThat(this.rig.events(ChainError.class)).singleElement()
			.satisfies((event) -> assertThat(event.reason()).isEqualTo(EndReason.FAILED));
	}

	@Test
	void streamWhoseModelThrowsEnds() {
		IllegalStateException refused = new IllegalStateException("refused");
		TokenStream stream = AiServices.builder(Assistant.class).streamingChatModel(scripted((handler) -> {
			throw refused;
		})).build().stream("Really?").onError((error) -> {
		});
		assertThatThrownBy(stream::start).isSameAs(refused);
		assertThat(this.rig.events(ChainError.class)).singleElement()
			.satisfies((event) -> assertThat(event.error()).isSameAs(refused));
	}

	@Test
	void runOfAServiceIsOverBeforeItsUserSeesTheEnd() throws Exception {
		this.rig.server.answers(Script.tokens("Yes"));
		CompletableFuture<List<? extends CallbackEvent>> told = new CompletableFuture<>();
		assistant().stream("Really?")
			.onCompleteResponse((response) -> told.complete(this.rig.handler.events()))
			.onError(told::completeExceptionally)
			.start();
		assertThat(told.get(20, TimeUnit.SECONDS)).hasAtLeastOneElementOfType(ChainEnd.class);
	}

	@Test
	void handleThatIsGivenToTheUserCancelsTheModel() {
		this.rig.server.answers(Script.tokens(2_000).slow(10));
		Collector collector = new Collector() {

			@Override
			public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
				context.streamingHandle().cancel();
				this.done.complete(context.streamingHandle().isCancelled());
			}

		};
		this.rig.callbacks.wrap(this.rig.streaming()).chat("Really?", collector);
		await().until(() -> this.rig.server.gone() == 1);
		assertThat(collector.done).isCompletedWithValue(true);
		assertThat(this.rig.events(LlmError.class)).hasSize(1);
	}

	interface Assistant {

		TokenStream stream(String question);

	}

	static class Collector implements StreamingChatResponseHandler {

		final CompletableFuture<Object> done = new CompletableFuture<>();

		@Override
		public void onPartialResponse(String text) {
		}

		@Override
		public void onCompleteResponse(ChatResponse response) {
			this.done.complete(response);
		}

		@Override
		public void onError(Throwable error) {
			this.done.completeExceptionally(error);
		}

	}

}
