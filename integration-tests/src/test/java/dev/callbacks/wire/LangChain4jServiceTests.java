// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolStart;
import dev.callbacks.langchain4j.AiServiceCallbacks;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * AI services of LangChain4j, and models that are only listened to.
 */
class LangChain4jServiceTests {

	private static final Script.Call WEATHER = new Script.Call("call_1", "weather", "{\"city\":\"Rome\"}");

	private LangChain4jRig rig;

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private List<CallbackEvent> events() {
		return this.rig.events();
	}

	private List<String> runs() {
		return events().stream()
			.filter(StartEvent.class::isInstance)
			.map((event) -> event.run().kind() + " " + event.run().name())
			.toList();
	}

	private void assertThatAllIsBelowTheService() {
		UUID service = events().get(0).run().id();
		assertThat(events()).filteredOn(StartEvent.class::isInstance)
			.filteredOn((event) -> !event.run().id().equals(service))
			.allSatisfy((event) -> assertThat(event.run().parentId()).isEqualTo(service));
		assertThat(events().get(events().size() - 1)).isInstanceOf(ChainEnd.class);
	}

	@Test
	void callOfAServiceIsATree() throws Exception {
		this.rig.server.answers(Script.calls(WEATHER), Script.tokens("Sunny"));
		Assistant assistant = AiServiceCallbacks
			.addTo(this.rig.callbacks,
					AiServices.builder(Assistant.class)
						.chatModel(this.rig.callbacks.wrap(this.rig.model()))
						.tools(new Tools()))
			.build();
		assertThat(assistant.ask("Weather?")).isEqualTo("Sunny");
		assertThat(runs()).containsExactly("CHAIN Assistant.ask", "CHAT_MODEL openai", "TOOL weather",
				"CHAT_MODEL openai");
		assertThatAllIsBelowTheService();
		assertThat(events()).filteredOn(ToolStart.class::isInstance)
			.singleElement()
			.satisfies((start) -> assertThat(((ToolStart) start).toolCallId()).isEqualTo("call_1"));
		assertThat(events().get(0).run().metadata()).containsKey("invocationId");
	}

	@Test
	void streamOfAServiceThatIsBuiltWhileCallbacksAreInstalledIsATree() throws Exception {
		this.rig.callbacks.install();
		this.rig.server.answers(Script.calls(WEATHER), Script.tokens("Sun", "ny"));
		Assistant assistant = AiServices.builder(Assistant.class)
			.streamingChatModel(this.rig.callbacks.wrap(this.rig.streaming()))
			.tools(new Tools())
			.build();
		CompletableFuture<String> answer = new CompletableFuture<>();
		assistant.stream("Weather?").onPartialResponse((text) -> {
		})
			.onCompleteResponse((response) -> answer.complete(response.aiMessage().text()))
			.onError(answer::completeExceptionally)
			.start();
		assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("Sunny");
		assertThat(runs()).containsExactly("CHAIN Assistant.stream", "CHAT_MODEL openai", "TOOL weather",
				"CHAT_MODEL openai");
		assertThatAllIsBelowTheService();
		assertThat(Run.find()).isEmpty();
	}

	@Test
	void toolOfAServiceThatWasAddedByHandFailsWithItsCause() throws Exception {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", "broken", "{}")), Script.tokens("Sorry"));
		Assistant assistant = AiServiceCallbacks
			.addTo(this.rig.callbacks,
					AiServices.builder(Assistant.class)
						.chatModel(this.rig.callbacks.wrap(this.rig.model()))
						.tools(new Tools()))
			.build();
		assertThat(assistant.ask("Try")).isEqualTo("Sorry");
		assertThat(events()).filteredOn(ErrorEvent.class::isInstance)
			.singleElement()
			.satisfies((event) -> assertThat(((ErrorEvent) event).error()).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("out of order"));
	}

	@Test
	void failureOfAServiceEndsItsRun() throws Exception {
		this.rig.callbacks.install();
		this.rig.server.answers(Script.status(400));
		Assistant assistant = AiServices.builder(Assistant.class)
			.chatModel(this.rig.callbacks.wrap(this.rig.model()))
			.build();
		assertThatThrownBy(() -> assistant.ask("Weather?")).hasStackTraceContaining("refused with 400");
		assertThat(events()).filteredOn(ErrorEvent.class::isInstance).hasSize(2);
	}

	@Test
	void modelThatIsListenedToIsToldOfWithoutTokens() throws Exception {
		this.rig.server.answers(Script.tokens("Yes"));
		assertThat(this.rig.model(this.rig.callbacks.listener()).chat("Really?")).isEqualTo("Yes");
		assertThat(events()).extracting((event) -> event.getClass().getSimpleName())
			.containsExactly("ChatModelStart", "LlmEnd");
		assertThat(((LlmEnd) events().get(1)).result().text()).isEqualTo("Yes");
		this.rig.server.answers(Script.status(500));
		assertThatThrownBy(() -> this.rig.model(this.rig.callbacks.listener()).chat("Really?"))
			.isInstanceOf(RuntimeException.class);
		assertThat(events().get(3)).isInstanceOf(LlmError.class);
	}

	@Test
	void modelThatIsListenedToAndWrappedIsToldOfOnce() throws Exception {
		this.rig.server.answers(Script.tokens("Yes"));
		assertThat(this.rig.callbacks.wrap(this.rig.model(this.rig.callbacks.listener())).chat("Really?"))
			.isEqualTo("Yes");
		assertThat(runs()).containsExactly("CHAT_MODEL openai");
		new LangChain4jUserModel(this.rig.model(this.rig.callbacks.listener()),
				this.rig.callbacks.wrap(this.rig.streaming(this.rig.callbacks.listener())), null)
			.stream("Really?", Integer.MAX_VALUE, (piece) -> {
			});
		assertThat(runs()).containsExactly("CHAT_MODEL openai", "CHAT_MODEL openai");
	}

	private List<String> toldByWrapped(Consumer<StreamingChatResponseHandler> answer) throws Exception {
		List<String> told = Collections.synchronizedList(new ArrayList<>());
		CompletableFuture<Object> answered = new CompletableFuture<>();
		StreamingChatModel model = new StreamingChatModel() {

			@Override
			public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
				answer.accept(handler);
				answered.complete(handler);
			}

		};
		this.rig.callbacks.wrap(model).chat("Hello", new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				told.add(text);
			}

			@Override
			public void onCompleteToolCall(CompleteToolCall call) {
				told.add("call");
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				told.add("complete");
			}

			@Override
			public void onError(Throwable error) {
				told.add(error.getMessage());
			}

		});
		answered.get(20, TimeUnit.SECONDS);
		return told;
	}

	@ParameterizedTest
	@ValueSource(classes = { ChainStart.class, ToolStart.class, ToolEnd.class, ChainEnd.class })
	void handlerThatRaisesItsErrorReachesTheCallerOfAService(Class<?> type) throws Exception {
		Raising raising = new Raising(type);
		this.rig.manager.add(raising);
		this.rig.server.answers(Script.calls(WEATHER), Script.tokens("Sunny"));
		Assistant assistant = AiServiceCallbacks
			.addTo(this.rig.callbacks,
					AiServices.builder(Assistant.class)
						.chatModel(this.rig.model())
						.streamingChatModel(this.rig.streaming())
						.tools(new Tools()))
			.build();
		assertThatThrownBy(() -> assistant.ask("Weather?")).isSameAs(raising.thrown);
		assertThat(events().get(events().size() - 1)).isInstanceOf(TerminalEvent.class);
		this.rig.server.answers(Script.calls(WEATHER), Script.tokens("Sunny"));
		assertThatThrownBy(() -> LangChain4jRig.answer(assistant.stream("Weather?")))
			.satisfies((thrown) -> assertThat((thrown instanceof ExecutionException) ? thrown.getCause() : thrown)
				.isSameAs(raising.thrown));
		assertThat(this.rig.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
	}

	@Test
	void handlerThatRaisesItsErrorOnAnotherThreadReachesTheCallerOfAService() throws Exception {
		Raising raising = new Raising(ToolStart.class);
		this.rig.manager.add(raising);
		this.rig.server.answers(Script.calls(WEATHER, new Script.Call("call_2", "weather", "{\"city\":\"Bonn\"}")),
				Script.tokens("Sunny"));
		ExecutorService threads = Executors.newFixedThreadPool(2);
		Assistant assistant = AiServiceCallbacks
			.addTo(this.rig.callbacks,
					AiServices.builder(Assistant.class)
						.chatModel(this.rig.model())
						.tools(new Tools())
						.executeToolsConcurrently(threads))
			.build();
		assertThatThrownBy(() -> assistant.ask("Weather?")).isSameAs(raising.thrown);
		threads.shutdown();
		assertThat(this.rig.manager.awaitIdle(Duration.ofSeconds(20))).isTrue();
	}

	@Test
	void whatCannotBeReadHarmsNoStream() throws Exception {
		ToolExecutionRequest nameless = ToolExecutionRequest.builder().id("1").build();
		List<String> told = toldByWrapped((handler) -> {
			handler.onCompleteToolCall(new CompleteToolCall(0, nameless) {

				@Override
				public ToolExecutionRequest toolExecutionRequest() {
					throw new IllegalStateException("unreadable");
				}

			});
			handler.onCompleteResponse(ChatResponse.builder().aiMessage(AiMessage.from(nameless)).build());
		});
		assertThat(told).containsExactly("call", "complete");
		assertThat(events()).extracting((event) -> event.getClass().getSimpleName())
			.containsExactly("ChatModelStart", "LlmEnd");
	}

	private static final class Raising implements CallbackHandler {

		private final Class<?> type;

		private final IllegalStateException thrown = new IllegalStateException("raised");

		private Raising(Class<?> type) {
			this.type = type;
		}

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withRaiseError(true);
		}

		@Override
		public void onEvent(CallbackEvent event) {
			if (this.type.isInstance(event)) {
				throw this.thrown;
			}
		}

	}

	interface Assistant {

		String ask(String question);

		TokenStream stream(String question);

	}

	static class Tools {

		@Tool
		String weather(String city) {
			return "Sunny in " + city;
		}

		@Tool
		String broken() {
			throw new IllegalStateException("out of order");
		}

	}

}
