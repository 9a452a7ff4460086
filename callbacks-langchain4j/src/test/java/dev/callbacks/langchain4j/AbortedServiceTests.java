// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.spi.RunStatus;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Services whose runs are ended by somebody else than their models.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class AbortedServiceTests {

	private final CallbackDispatcher manager = CallbackDispatcher.builder().build();

	private final RecordingHandler recording = new RecordingHandler();

	private final LangChain4jCallbacks callbacks = new LangChain4jCallbacks(this.manager);

	private final List<Throwable> errors = new CopyOnWriteArrayList<>();

	private final List<String> toolCalls = new CopyOnWriteArrayList<>();

	@BeforeEach
	void install() {
		this.manager.add(this.recording);
		this.callbacks.install();
	}

	@AfterEach
	void uninstall() {
		this.callbacks.uninstall();
	}

	private void startsAStreamThatDoesNotEnd() {
		StreamingChatModel model = new StreamingChatModel() {

			@Override
			public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
				handler.onPartialResponse("Sun");
			}

		};
		AiServices.builder(Assistant.class)
			.streamingChatModel(model)
			.build()
			.stream("Weather?")
			.onPartialResponse((text) -> {
			})
			.onError(this.errors::add)
			.start();
	}

	@Test
	void stopEndsAServiceThatStreams() {
		startsAStreamThatDoesNotEnd();
		this.manager.stop(Duration.ofMillis(100));
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.errors).singleElement().isInstanceOf(RunCancelledException.class);
	}

	@Test
	void cancelledCallEndsAServiceThatStreamsBelowIt() throws Exception {
		CompletableFuture<Void> started = new CompletableFuture<>();
		CompletableFuture<?> call = this.manager.chain("user").callAsync(() -> {
			startsAStreamThatDoesNotEnd();
			started.complete(null);
			return new CompletableFuture<>();
		}).toCompletableFuture();
		started.get(20, TimeUnit.SECONDS);
		call.cancel(true);
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmError.class)).extracting(LlmError::reason)
			.containsExactly(EndReason.CANCELLED);
		assertThat(this.recording.events(ChainError.class)).extracting(ChainError::reason)
			.containsExactly(EndReason.CANCELLED, EndReason.CANCELLED);
		assertThat(this.errors).singleElement().isInstanceOf(RunCancelledException.class);
	}

	private Assistant assistantWithATool() {
		return AiServices.builder(Assistant.class)
			.chatModel(new Model())
			.tools(Map.of(ToolSpecification.builder().name("weather").build(), (request, memoryId) -> {
				this.toolCalls.add(request.name());
				return "Sun";
			}))
			.build();
	}

	@Test
	void toolIsNotCalledIfAHandlerRefusesTheAction() {
		IllegalStateException refusal = new IllegalStateException("refused");
		this.manager.add(new CallbackHandler() {

			@Override
			public void onAgentAction(AgentAction event) {
				throw refusal;
			}

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withRaiseError(true);
			}

		});
		assertThatThrownBy(() -> assistantWithATool().ask("Weather?")).isSameAs(refusal);
		assertThat(this.toolCalls).isEmpty();
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(LlmEnd.class)).hasSize(1);
	}

	@Test
	void toolIsCalledIfItsRunAloneIsCancelledWhileItStarts() {
		this.manager.add(new CallbackHandler() {

			@Override
			public void onToolStart(ToolStart event) {
				AbortedServiceTests.this.manager.runs()
					.stream()
					.map(RunStatus::run)
					.filter((run) -> run.info().equals(event.run()))
					.forEach(Run::cancel);
			}

		});
		assertThat(assistantWithATool().ask("Weather?")).isEqualTo("Sunny");
		assertThat(this.toolCalls).containsExactly("weather");
		assertThat(this.recording.events(ToolError.class)).extracting(ToolError::reason)
			.containsExactly(EndReason.CANCELLED);
	}

	@Test
	void outputOfAServiceIsItsAnswerWithoutTheResultAroundIt() {
		assertThat(assistantWithATool().result("Weather?").content()).isEqualTo("Sunny");
		CallbackTests.awaitIdle(this.manager);
		assertThat(this.recording.events(ChainEnd.class)).extracting(ChainEnd::output).containsExactly("Sunny");
	}

	interface Assistant {

		String ask(String question);

		Result<String> result(String question);

		TokenStream stream(String question);

	}

	/**
	 * A model that asks for the tool once.
	 */
	private static final class Model implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			boolean isAnswered = request.messages().stream().anyMatch(ToolExecutionResultMessage.class::isInstance);
			AiMessage answer = isAnswered ? AiMessage.from("Sunny")
					: AiMessage.from(ToolExecutionRequest.builder().id("1").name("weather").arguments("{}").build());
			return ChatResponse.builder().aiMessage(answer).build();
		}

	}

}
