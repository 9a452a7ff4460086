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
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
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
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one boundary to code that is not ours: handlers, their stages, listeners,
 * executors, accessors, hooks, views, the logging backend. Whatever it throws comes back
 * as a value or is logged; a fatal error is kept as {@link Fatal} says. Nothing here
 * throws.
 */
final class ForeignCode {

	/** The result of a call that is done. */
	static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

	/** The engine has one logger, that of the type that users know. */
	static final String LOGGER = "dev.callbacks.dispatch.CallbackDispatcher";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private static volatile String lastFailedAccessor = "";

	private ForeignCode() {
	}

	/**
	 * Calls a method of a handler.
	 * @return {@link #DONE}, a stage that has failed, or a stage to wait for
	 */
	static CompletionStage<?> call(EventMethod method, CallbackEvent event) {
		try {
			CompletionStage<?> stage = method.call(event);
			return (stage == null || hasSucceeded(stage)) ? DONE : stage;
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			return CompletableFuture.failedFuture(failure);
		}
	}

	private static boolean hasSucceeded(CompletionStage<?> stage) {
		try {
			return stage instanceof CompletableFuture<?> future && future.isDone()
					&& !future.isCompletedExceptionally();
		}
		catch (UnsupportedOperationException ex) {
			// a stage of the JDK that may only be waited for
			return false;
		}
	}

	/**
	 * Why a stage has failed, or {@code null} if it has not, or not yet, or does not say.
	 */
	static @Nullable Throwable failure(CompletionStage<?> stage) {
		try {
			if (stage instanceof CompletableFuture<?> future && future.isCompletedExceptionally()) {
				future.getNow(null);
			}
			return null;
		}
		catch (UnsupportedOperationException ex) {
			return null;
		}
		catch (Throwable failure) {
			return unwrap(failure);
		}
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

	private static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Does something, and logs what it throws.
	 * @param failed says in the log that it failed
	 */
	static void run(String failed, Runnable task) {
		try {
			task.run();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			logFailure(failed, failure);
		}
	}

	/**
	 * Gets something, or something else if that throws.
	 * @param failed says in the log that it failed
	 */
	static <T extends @Nullable Object> T get(String failed, Supplier<? extends T> supplier, T otherwise) {
		try {
			return supplier.get();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
			logFailure(failed, failure);
			return otherwise;
		}
	}

	/**
	 * Offers a task to an executor. One that throws has refused the task, whatever it
	 * throws: it is for the caller to offer it again.
	 * @return whether it took the task
	 */
	static boolean execute(Executor executor, Runnable task) {
		try {
			executor.execute(task);
			return true;
		}
		catch (Throwable refusal) {
			return false;
		}
	}

	static @Nullable Object valueOf(ThreadLocalAccessor<Object> accessor) {
		try {
			return accessor.getValue();
		}
		catch (Throwable failure) {
			failed(accessor, failure);
			return null;
		}
	}

	static void setValue(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		try {
			if (value != null) {
				accessor.setValue(value);
			}
			else {
				accessor.setValue();
			}
		}
		catch (Throwable failure) {
			failed(accessor, failure);
		}
	}

	static void restoreValue(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		try {
			if (value != null) {
				accessor.restore(value);
			}
			else {
				accessor.restore();
			}
		}
		catch (Throwable failure) {
			failed(accessor, failure);
		}
	}

	/**
	 * Says so once, and not for each event.
	 */
	private static void failed(ThreadLocalAccessor<Object> accessor, Throwable failure) {
		Fatal.keep(failure);
		String name = accessor.getClass().getName();
		if (!name.equals(lastFailedAccessor)) {
			lastFailedAccessor = name;
			logFailure("The accessor of a thread-local failed; its value counts as not set", failure);
		}
	}

	/**
	 * Writes to the log, unless the logging backend fails.
	 */
	static void log(Runnable statement) {
		try {
			statement.run();
		}
		catch (Throwable failure) {
			Fatal.keep(failure);
		}
	}

	static void logFailure(String failed, Throwable failure) {
		log(() -> logger.warn(failed, failure));
	}

	/**
	 * The method of a handler for a type of event.
	 */
	static EventMethod methodOf(Handler handler, EventType type) {
		return (handler instanceof AsyncCallbackHandler async) ? methodOf(async, type)
				: methodOf((CallbackHandler) handler, type);
	}

	private static EventMethod methodOf(AsyncCallbackHandler handler, EventType type) {
		return switch (type) {
			case CHAT_MODEL_START -> (event) -> handler.onChatModelStart((ChatModelStart) event);
			case LLM_START -> (event) -> handler.onLlmStart((LlmStart) event);
			case LLM_NEW_TOKEN -> (event) -> handler.onLlmNewToken((LlmNewToken) event);
			case LLM_END -> (event) -> handler.onLlmEnd((LlmEnd) event);
			case LLM_ERROR -> (event) -> handler.onLlmError((LlmError) event);
			case CHAIN_START -> (event) -> handler.onChainStart((ChainStart) event);
			case CHAIN_END -> (event) -> handler.onChainEnd((ChainEnd) event);
			case CHAIN_ERROR -> (event) -> handler.onChainError((ChainError) event);
			case TOOL_START -> (event) -> handler.onToolStart((ToolStart) event);
			case TOOL_END -> (event) -> handler.onToolEnd((ToolEnd) event);
			case TOOL_ERROR -> (event) -> handler.onToolError((ToolError) event);
			case RETRIEVER_START -> (event) -> handler.onRetrieverStart((RetrieverStart) event);
			case RETRIEVER_END -> (event) -> handler.onRetrieverEnd((RetrieverEnd) event);
			case RETRIEVER_ERROR -> (event) -> handler.onRetrieverError((RetrieverError) event);
			case AGENT_ACTION -> (event) -> handler.onAgentAction((AgentAction) event);
			case AGENT_FINISH -> (event) -> handler.onAgentFinish((AgentFinish) event);
			case RETRY -> (event) -> handler.onRetry((Retry) event);
			case TEXT -> (event) -> handler.onText((Text) event);
			case CUSTOM_EVENT -> (event) -> handler.onCustomEvent((CustomEvent) event);
		};
	}

	private static EventMethod methodOf(CallbackHandler handler, EventType type) {
		return switch (type) {
			case CHAT_MODEL_START -> blocking((event) -> handler.onChatModelStart((ChatModelStart) event));
			case LLM_START -> blocking((event) -> handler.onLlmStart((LlmStart) event));
			case LLM_NEW_TOKEN -> blocking((event) -> handler.onLlmNewToken((LlmNewToken) event));
			case LLM_END -> blocking((event) -> handler.onLlmEnd((LlmEnd) event));
			case LLM_ERROR -> blocking((event) -> handler.onLlmError((LlmError) event));
			case CHAIN_START -> blocking((event) -> handler.onChainStart((ChainStart) event));
			case CHAIN_END -> blocking((event) -> handler.onChainEnd((ChainEnd) event));
			case CHAIN_ERROR -> blocking((event) -> handler.onChainError((ChainError) event));
			case TOOL_START -> blocking((event) -> handler.onToolStart((ToolStart) event));
			case TOOL_END -> blocking((event) -> handler.onToolEnd((ToolEnd) event));
			case TOOL_ERROR -> blocking((event) -> handler.onToolError((ToolError) event));
			case RETRIEVER_START -> blocking((event) -> handler.onRetrieverStart((RetrieverStart) event));
			case RETRIEVER_END -> blocking((event) -> handler.onRetrieverEnd((RetrieverEnd) event));
			case RETRIEVER_ERROR -> blocking((event) -> handler.onRetrieverError((RetrieverError) event));
			case AGENT_ACTION -> blocking((event) -> handler.onAgentAction((AgentAction) event));
			case AGENT_FINISH -> blocking((event) -> handler.onAgentFinish((AgentFinish) event));
			case RETRY -> blocking((event) -> handler.onRetry((Retry) event));
			case TEXT -> blocking((event) -> handler.onText((Text) event));
			case CUSTOM_EVENT -> blocking((event) -> handler.onCustomEvent((CustomEvent) event));
		};
	}

	private static EventMethod blocking(Consumer<CallbackEvent> method) {
		return (event) -> {
			method.accept(event);
			return null;
		};
	}

	/**
	 * The listeners of a dispatcher.
	 */
	static final class Listeners {

		private static final String FAILED = "A listener of the dispatcher failed";

		private final List<DispatchListener> listeners;

		Listeners(List<DispatchListener> listeners) {
			this.listeners = List.copyOf(listeners);
		}

		HandlerListeners of(HandlerDescriptor handler) {
			List<HandlerListener> listeners = new ArrayList<>();
			for (DispatchListener listener : this.listeners) {
				HandlerListener one = get(FAILED, () -> listener.handler(handler), null);
				if (one != null) {
					listeners.add(one);
				}
			}
			return new HandlerListeners(listeners.toArray(HandlerListener[]::new));
		}

		void opened(RunInfo run) {
			this.listeners.forEach((listener) -> run(FAILED, () -> listener.opened(run)));
		}

		void ended(RunInfo run, @Nullable EndReason reason) {
			this.listeners.forEach((listener) -> run(FAILED, () -> listener.ended(run, reason)));
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
			tell((listener) -> listener.accepted(type, count));
		}

		void finished(EventType type, Outcome outcome, long count, long nanos) {
			tell((listener) -> listener.finished(type, outcome, count, nanos));
		}

		void dropped(EventType type, DropReason reason, long count) {
			tell((listener) -> listener.dropped(type, reason, count));
		}

		void waited(long nanos) {
			tell((listener) -> listener.waited(nanos));
		}

		private void tell(Consumer<HandlerListener> what) {
			for (HandlerListener listener : this.listeners) {
				run(Listeners.FAILED, () -> what.accept(listener));
			}
		}

	}

}
