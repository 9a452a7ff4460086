// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.call.WindowOverflowException;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.data.video.Video;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A model of LangChain4j behind our chat model: what it is asked, and how its answers are
 * read.
 */
class LangChain4jChatProviderTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final Model model = new Model();

	private final CallbackChatModel chatModel = new CallbackChatModel(this.manager,
			new LangChain4jChatProvider(this.model));

	private List<dev.langchain4j.data.message.ChatMessage> asked(ChatMessage... messages) {
		this.chatModel.call(ChatRequest.of(messages));
		return this.model.messages;
	}

	@Test
	void outputOfAToolHasTheNameOfTheTool() {
		assertThat(asked(ChatMessage.user("Weather?"),
				ChatMessage.assistant("", List.of(new ToolCall("1", "weather", "{}"), new ToolCall("2", "time", "{}"))),
				ChatMessage.tool("2", "Noon"), ChatMessage.tool("1", "Sun")))
			.filteredOn(ToolExecutionResultMessage.class::isInstance)
			.containsExactly(ToolExecutionResultMessage.from("2", "time", "Noon"),
					ToolExecutionResultMessage.from("1", "weather", "Sun"));
	}

	@Test
	void mediaReachesTheModelAsWhatItIs() {
		UserMessage message = (UserMessage) asked(
				ChatMessage.user(new ContentPart.Media("image/png", "data:image/png;base64,aW1hZ2U="),
						new ContentPart.Media("image/png", "https://example.com/a.png"),
						new ContentPart.Media("audio/wav", "data:audio/wav;base64,c291bmQ="),
						new ContentPart.Media("video/mp4", "https://example.com/a.mp4"),
						new ContentPart.Media("application/pdf", "data:application/pdf;base64,cGRm")))
			.get(0);
		assertThat(message.contents()).containsExactly(ImageContent.from("aW1hZ2U=", "image/png"),
				ImageContent.from(Image.builder().url("https://example.com/a.png").mimeType("image/png").build()),
				AudioContent.from("c291bmQ=", "audio/wav"),
				VideoContent.from(Video.builder().url("https://example.com/a.mp4").mimeType("video/mp4").build()),
				PdfFileContent.from("cGRm", "application/pdf"));
	}

	@Test
	void mediaOfATypeThatTheLibraryDoesNotKnowIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> asked(ChatMessage.user(new ContentPart.Media("text/css", "https://example.com/a.css"))))
			.withMessageContaining("text/css");
	}

	@Test
	void imageWithoutALocationHasNoneForHandlers() {
		RecordingHandler recording = new RecordingHandler();
		this.manager.add(recording);
		new LangChain4jCallbacks(this.manager).wrap(this.model)
			.chat(UserMessage.from(ImageContent.from("aW1hZ2U=", "image/png")));
		CallbackTests.awaitIdle(this.manager);
		assertThat(recording.events(ChatModelStart.class)).singleElement()
			.satisfies((start) -> assertThat(start.messages().get(0).parts())
				.containsExactly(new ContentPart.Media("image/png", "")));
	}

	@Test
	void answerThatAStreamTellsAtItsEndOnlyIsNotLost() {
		LlmResult result = new CallbackChatModel(this.manager, new LangChain4jChatProvider(new PiecelessModel()))
			.call(ChatRequest.of("Weather?").streaming());
		assertThat(result.text()).isEqualTo("Let me look");
		assertThat(result.first().message().toolCalls()).containsExactly(new ToolCall("1", "weather", "{}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "call", "callAsync", "stream" })
	void threadOfAStreamWaitsForHandlers(String way) throws Exception {
		CompletableFuture<Void> opened = new CompletableFuture<>();
		this.manager.add(new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withWindow(1);
			}

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				opened.join();
			}

		});
		PushingModel pushing = new PushingModel();
		CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> ask(way, pushing));
		await().until(() -> pushing.thread != null && pushing.begun
				&& EnumSet.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(pushing.thread.getState()));
		assertThat(pushing.pieces).hasValueLessThan(PushingModel.PIECES);
		opened.complete(null);
		assertThat(text.get(20, TimeUnit.SECONDS)).hasSize(PushingModel.PIECES);
	}

	@Test
	void threadOfAStreamThatNobodyReadsAnyMoreGoesOn() throws Exception {
		PushingModel pushing = new PushingModel();
		new CallbackChatModel(this.manager, new LangChain4jChatProvider(pushing)).stream("Joke").take(3).blockLast();
		pushing.thread.join(20_000);
		assertThat(pushing.pieces).hasValue(PushingModel.PIECES);
	}

	@Test
	void threadThatMustNotWaitIsBounded() {
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		Runnable[] push = new Runnable[1];
		BaseSubscriber<ChatChunk> consumer = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(1);
			}

			@Override
			protected void hookOnError(Throwable error) {
				failure.set(error);
			}

		};
		StreamingChatModel model = new StreamingChatModel() {

			@Override
			public void doChat(dev.langchain4j.model.chat.request.ChatRequest request,
					StreamingChatResponseHandler handler) {
				push[0] = () -> PushingModel.push(handler, new AtomicInteger());
			}

		};
		new LangChain4jChatProvider(model).stream(ChatRequest.of("Joke")).subscribe(consumer);
		Mono.fromRunnable(push[0]).subscribeOn(Schedulers.parallel()).block(Duration.ofSeconds(20));
		consumer.requestUnbounded();
		assertThat(failure.get()).isInstanceOf(WindowOverflowException.class);
	}

	private String ask(String way, StreamingChatModel pushing) {
		CallbackChatModel chatModel = new CallbackChatModel(this.manager, new LangChain4jChatProvider(pushing));
		ChatRequest request = ChatRequest.of("Joke").streaming();
		return switch (way) {
			case "call" -> chatModel.call(request).text();
			case "callAsync" -> chatModel.callAsync(request).join().text();
			default -> String.join("", chatModel.stream(request).map(ChatChunk::text).collectList().block());
		};
	}

	private static ChatResponse answer() {
		ToolExecutionRequest call = ToolExecutionRequest.builder().id("1").name("weather").arguments("{}").build();
		return ChatResponse.builder().aiMessage(AiMessage.from("Let me look", List.of(call))).build();
	}

	private static final class Model implements ChatModel {

		private List<dev.langchain4j.data.message.ChatMessage> messages = List.of();

		@Override
		public ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
			this.messages = request.messages();
			return answer();
		}

	}

	/** A model that tells no pieces. */
	private static final class PiecelessModel implements StreamingChatModel {

		@Override
		public void doChat(dev.langchain4j.model.chat.request.ChatRequest request,
				StreamingChatResponseHandler handler) {
			handler.onCompleteResponse(answer());
		}

	}

	/** A model that pushes its pieces from a thread of its own. */
	private static final class PushingModel implements StreamingChatModel {

		private static final int PIECES = 2_000;

		private final AtomicInteger pieces = new AtomicInteger();

		private volatile @Nullable Thread thread;

		private volatile boolean begun;

		@Override
		public void doChat(dev.langchain4j.model.chat.request.ChatRequest request,
				StreamingChatResponseHandler handler) {
			Thread asker = Thread.currentThread();
			this.thread = new Thread(() -> {
				await().until(() -> !isAsking(asker));
				this.begun = true;
				push(handler, this.pieces);
			});
			this.thread.start();
		}

		/** A model is not held up before its asker has come back. */
		private static boolean isAsking(Thread asker) {
			return Arrays.stream(asker.getStackTrace())
				.anyMatch((frame) -> frame.getClassName().equals(LangChain4jChatProvider.class.getName()));
		}

		private static void push(StreamingChatResponseHandler handler, AtomicInteger pieces) {
			for (int i = 0; i < PIECES; i++) {
				handler.onPartialResponse("x");
				pieces.incrementAndGet();
			}
			handler.onCompleteResponse(ChatResponse.builder().aiMessage(AiMessage.from("x")).build());
		}

	}

}
