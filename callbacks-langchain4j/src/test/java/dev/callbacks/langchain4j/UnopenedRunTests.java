// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackManager;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.RunKind;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls whose runs cannot be opened, whatever the opening throws: they go on without runs
 * (G15, G16).
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class UnopenedRunTests {

	private final CallbackDispatcher dispatcher = CallbackDispatcher.builder().build();

	enum Fault {

		EXCEPTION, LINKAGE, STACK;

		RuntimeException thrown() {
			switch (this) {
				case LINKAGE -> throw new NoClassDefFoundError("opening");
				case STACK -> throw new StackOverflowError("opening");
				default -> throw new IllegalStateException("opening");
			}
		}

	}

	/**
	 * Callbacks of a manager that opens no run of the kinds.
	 */
	private LangChain4jCallbacks callbacks(Fault fault, RunKind... kinds) {
		CallbackManager manager = (CallbackManager) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { CallbackManager.class, RunOpener.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("open") && arguments[0] instanceof RunPlan plan
							&& List.of(kinds).contains(plan.kind())) {
						throw fault.thrown();
					}
					try {
						return method.invoke(this.dispatcher, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
		return new LangChain4jCallbacks(manager);
	}

	private static AiServices<Assistant> assistant(LangChain4jCallbacks callbacks, ChatModel model) {
		return AiServiceCallbacks.addTo(callbacks, AiServices.builder(Assistant.class).chatModel(model))
			.tools(Map.of(ToolSpecification.builder().name("weather").build(), (request, memoryId) -> "Sun"));
	}

	@ParameterizedTest
	@EnumSource
	void serviceAnswers(Fault fault) {
		LangChain4jCallbacks callbacks = callbacks(fault, RunKind.CHAIN);
		assertThat(assistant(callbacks, new Model(List.of())).build().ask("Weather?")).isEqualTo("Sunny");
	}

	@ParameterizedTest
	@EnumSource
	void toolIsCalled(Fault fault) {
		LangChain4jCallbacks callbacks = callbacks(fault, RunKind.TOOL);
		assertThat(assistant(callbacks, new Model(List.of())).build().ask("Weather?")).isEqualTo("Sunny");
	}

	@ParameterizedTest
	@EnumSource
	void modelWithOurListenerIsAsked(Fault fault) {
		LangChain4jCallbacks callbacks = callbacks(fault, RunKind.CHAT_MODEL);
		assertThat(assistant(callbacks, new Model(List.of(callbacks.listener()))).build().ask("Weather?"))
			.isEqualTo("Sunny");
		assertThat(new Listened(callbacks.listener()).chat("Weather?")).isEqualTo("Sunny");
	}

	@ParameterizedTest
	@EnumSource
	void streamingModelIsAsked(Fault fault) throws Exception {
		CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
		callbacks(fault, RunKind.CHAT_MODEL).wrap(new Streaming()).chat("Weather?", new StreamingChatResponseHandler() {

			@Override
			public void onCompleteResponse(ChatResponse response) {
				answer.complete(response);
			}

			@Override
			public void onError(Throwable error) {
				answer.completeExceptionally(error);
			}

		});
		assertThat(answer.get(20, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("Sunny");
	}

	private static ChatResponse answer(AiMessage message) {
		return ChatResponse.builder().aiMessage(message).build();
	}

	interface Assistant {

		String ask(String question);

	}

	/**
	 * A model that asks for the tool once.
	 */
	private record Model(List<ChatModelListener> listeners) implements ChatModel {

		@Override
		public ChatResponse doChat(ChatRequest request) {
			boolean isAnswered = request.messages().stream().anyMatch(ToolExecutionResultMessage.class::isInstance);
			return answer(isAnswered ? AiMessage.from("Sunny")
					: AiMessage.from(ToolExecutionRequest.builder().id("1").name("weather").arguments("{}").build()));
		}

	}

	private record Listened(ChatModelListener listener) implements ChatModel {

		@Override
		public List<ChatModelListener> listeners() {
			return List.of(this.listener);
		}

		@Override
		public ChatResponse doChat(ChatRequest request) {
			return answer(AiMessage.from("Sunny"));
		}

	}

	private static final class Streaming implements StreamingChatModel {

		@Override
		public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
			handler.onCompleteResponse(answer(AiMessage.from("Sunny")));
		}

	}

}
