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
package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only class that calls what users wrote: methods of handlers, and listeners of the
 * dispatcher. Whatever they throw comes back as a value.
 */
final class UserCode {

	/** What a call returns that is done. */
	static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

	private static final Logger logger = LoggerFactory.getLogger(CallbackDispatcher.class);

	private UserCode() {
	}

	/**
	 * Calls a method of a handler.
	 * @return {@link #DONE}, a stage that has failed, or a stage to wait for
	 */
	static CompletionStage<?> call(EventMethod method, CallbackEvent event) {
		try {
			CompletionStage<?> stage = method.call(event);
			if (stage == null || stage instanceof CompletableFuture<?> future && future.isDone()
					&& !future.isCompletedExceptionally()) {
				return DONE;
			}
			return stage;
		}
		catch (Throwable failure) {
			return CompletableFuture.failedFuture(failure);
		}
	}

	/**
	 * Why a stage has failed, or {@code null} if it has not, or not yet.
	 */
	static @Nullable Throwable failure(CompletionStage<?> stage) {
		if (stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally()) {
			try {
				future.getNow(null);
			}
			catch (Throwable failure) {
				return unwrap(failure);
			}
		}
		return null;
	}

	/**
	 * Calls back when a stage is complete, with its failure if it has one.
	 */
	static void whenComplete(CompletionStage<?> stage, Consumer<@Nullable Throwable> callback) {
		try {
			stage.whenComplete((value, failure) -> callback.accept((failure != null) ? unwrap(failure) : null));
		}
		catch (Throwable failure) {
			callback.accept(failure);
		}
	}

	static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * The methods of a handler, as one that picks the right one.
	 */
	static EventMethod methodOf(Handler handler) {
		if (handler instanceof AsyncCallbackHandler async) {
			return (event) -> call(async, event);
		}
		CallbackHandler blocking = (CallbackHandler) handler;
		return (event) -> {
			call(blocking, event);
			return null;
		};
	}

	private static void call(CallbackHandler handler, CallbackEvent event) {
		switch (event.type()) {
			case CHAT_MODEL_START -> handler.onChatModelStart((ChatModelStart) event);
			case LLM_START -> handler.onLlmStart((LlmStart) event);
			case LLM_NEW_TOKEN -> handler.onLlmNewToken((LlmNewToken) event);
			case LLM_END -> handler.onLlmEnd((LlmEnd) event);
			case LLM_ERROR -> handler.onLlmError((LlmError) event);
			case CHAIN_START -> handler.onChainStart((ChainStart) event);
			case CHAIN_END -> handler.onChainEnd((ChainEnd) event);
			case CHAIN_ERROR -> handler.onChainError((ChainError) event);
			case TOOL_START -> handler.onToolStart((ToolStart) event);
			case TOOL_END -> handler.onToolEnd((ToolEnd) event);
			case TOOL_ERROR -> handler.onToolError((ToolError) event);
			case RETRIEVER_START -> handler.onRetrieverStart((RetrieverStart) event);
			case RETRIEVER_END -> handler.onRetrieverEnd((RetrieverEnd) event);
			case RETRIEVER_ERROR -> handler.onRetrieverError((RetrieverError) event);
			case AGENT_ACTION -> handler.onAgentAction((AgentAction) event);
			case AGENT_FINISH -> handler.onAgentFinish((AgentFinish) event);
			case RETRY -> handler.onRetry((Retry) event);
			case TEXT -> handler.onText((Text) event);
			case CUSTOM_EVENT -> handler.onCustomEvent((CustomEvent) event);
		}
	}

	private static @Nullable CompletionStage<?> call(AsyncCallbackHandler handler, CallbackEvent event) {
		return switch (event.type()) {
			case CHAT_MODEL_START -> handler.onChatModelStart((ChatModelStart) event);
			case LLM_START -> handler.onLlmStart((LlmStart) event);
			case LLM_NEW_TOKEN -> handler.onLlmNewToken((LlmNewToken) event);
			case LLM_END -> handler.onLlmEnd((LlmEnd) event);
			case LLM_ERROR -> handler.onLlmError((LlmError) event);
			case CHAIN_START -> handler.onChainStart((ChainStart) event);
			case CHAIN_END -> handler.onChainEnd((ChainEnd) event);
			case CHAIN_ERROR -> handler.onChainError((ChainError) event);
			case TOOL_START -> handler.onToolStart((ToolStart) event);
			case TOOL_END -> handler.onToolEnd((ToolEnd) event);
			case TOOL_ERROR -> handler.onToolError((ToolError) event);
			case RETRIEVER_START -> handler.onRetrieverStart((RetrieverStart) event);
			case RETRIEVER_END -> handler.onRetrieverEnd((RetrieverEnd) event);
			case RETRIEVER_ERROR -> handler.onRetrieverError((RetrieverError) event);
			case AGENT_ACTION -> handler.onAgentAction((AgentAction) event);
			case AGENT_FINISH -> handler.onAgentFinish((AgentFinish) event);
			case RETRY -> handler.onRetry((Retry) event);
			case TEXT -> handler.onText((Text) event);
			case CUSTOM_EVENT -> handler.onCustomEvent((CustomEvent) event);
		};
	}

	private static void failed(RuntimeException failure) {
		logger.warn("A listener of the dispatcher failed", failure);
	}

	/**
	 * The listeners of a dispatcher.
	 */
	static final class Listeners {

		private final List<DispatchListener> listeners;

		Listeners(List<DispatchListener> listeners) {
			this.listeners = List.copyOf(listeners);
		}

		HandlerListeners of(HandlerDescriptor handler) {
			List<HandlerListener> its = new ArrayList<>();
			for (DispatchListener listener : this.listeners) {
				its.add(listener.handler(handler));
			}
			return new HandlerListeners(its.toArray(HandlerListener[]::new));
		}

		void opened(RunInfo run) {
			for (DispatchListener listener : this.listeners) {
				try {
					listener.opened(run);
				}
				catch (RuntimeException ex) {
					failed(ex);
				}
			}
		}

		void ended(RunInfo run, @Nullable EndReason reason) {
			for (DispatchListener listener : this.listeners) {
				try {
					listener.ended(run, reason);
				}
				catch (RuntimeException ex) {
					failed(ex);
				}
			}
		}

	}

	/**
	 * The listeners for one handler.
	 */
	static final class HandlerListeners {

		private final HandlerListener[] listeners;

		private HandlerListeners(HandlerListener[] listeners) {
			this.listeners = listeners;
		}

		void accepted(EventType type, long count) {
			for (HandlerListener listener : this.listeners) {
				try {
					listener.accepted(type, count);
				}
				catch (RuntimeException ex) {
					failed(ex);
				}
			}
		}

		void finished(EventType type, Outcome outcome, long count, long nanos) {
			for (HandlerListener listener : this.listeners) {
				try {
					listener.finished(type, outcome, count, nanos);
				}
				catch (RuntimeException ex) {
					failed(ex);
				}
			}
		}

		void dropped(EventType type, DropReason reason, long count) {
			for (HandlerListener listener : this.listeners) {
				try {
					listener.dropped(type, reason, count);
				}
				catch (RuntimeException ex) {
					failed(ex);
				}
			}
		}

		void waited(long nanos) {
			for (HandlerListener listener : this.listeners) {
				try {
					listener.waited(nanos);
				}
				catch (RuntimeException ex) {
					failed(ex);
				}
			}
		}

	}

}
