// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.callbacks.CallbackHandler;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.langchain4j.AgentCallbacks;
import dev.callbacks.langchain4j.LangChain4jCallbacks;
import dev.callbacks.test.RecordingHandler;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import org.jspecify.annotations.Nullable;

/**
 * A world in which a scenario runs, with us or without, and what its user can see there:
 * answers, exceptions with their causes, signals in their order, and whose thread they
 * came on.
 */
final class LangChain4jWorld implements AutoCloseable {

	private final WireServer server;

	private final boolean anthropic;

	private final Observer observer;

	private final CallbackDispatcher manager;

	private final RecordingHandler recorder = new RecordingHandler();

	private final @Nullable LangChain4jCallbacks callbacks;

	private final Thread caller = Thread.currentThread();

	private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

	LangChain4jWorld(WireServer server, boolean anthropic, Observer observer) {
		this.server = server;
		this.anthropic = anthropic;
		this.observer = observer;
		// on the caller's own thread a handler could not be given up
		this.manager = CallbackDispatcher.builder()
			.handlerTimeout(Duration.ofMillis(25))
			.callerRuns(observer != Observer.HANGING)
			.build();
		this.callbacks = (observer != Observer.NOBODY) ? new LangChain4jCallbacks(this.manager) : null;
		if (this.callbacks != null) {
			this.callbacks.install();
		}
		if (observer.handler != null) {
			this.manager.add(this.recorder);
			this.manager.add(observer.handler.get());
		}
	}

	@Override
	public void close() {
		if (this.callbacks != null) {
			this.callbacks.uninstall();
		}
	}

	WireServer server() {
		return this.server;
	}

	CallbackDispatcher manager() {
		return this.manager;
	}

	RecordingHandler recorder() {
		return this.recorder;
	}

	List<String> seen() {
		return List.copyOf(this.seen);
	}

	/**
	 * Notes what the user sees, and whether on the caller's thread.
	 */
	void see(Object what) {
		this.seen.add(what + ((Thread.currentThread() == this.caller) ? "" : " (elsewhere)"));
	}

	/**
	 * Notes what the user sees on whatever thread.
	 */
	void seeAnywhere(String what) {
		this.seen.add(what);
	}

	/**
	 * Notes what a call returns, or all that can be told of what it throws.
	 */
	void see(Supplier<?> call) {
		try {
			see("returned " + call.get());
		}
		catch (Throwable ex) {
			see("thrown " + describe(ex));
		}
	}

	static String describe(@Nullable Throwable failure) {
		StringBuilder chain = new StringBuilder();
		Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable ex = failure; ex != null && told.add(ex); ex = ex.getCause()) {
			chain.append(ex.getClass().getName()).append(": ").append(ex.getMessage());
			chain.append(" [").append(ex.getSuppressed().length).append("] <- ");
		}
		return chain.toString();
	}

	private List<ChatModelListener> listeners() {
		return (this.callbacks != null && this.observer.listens) ? List.of(this.callbacks.listener()) : List.of();
	}

	ChatModel model() {
		ChatModel model = this.anthropic ? LangChain4jModels.anthropic(this.server.url()).listeners(listeners()).build()
				: LangChain4jModels.openAi(this.server.url()).listeners(listeners()).build();
		return observed(model);
	}

	ChatModel observed(ChatModel model) {
		return (this.callbacks != null && this.observer.wraps) ? this.callbacks.wrap(model) : model;
	}

	StreamingChatModel streaming() {
		StreamingChatModel model = this.anthropic
				? LangChain4jModels.anthropicStreaming(this.server.url()).listeners(listeners()).build()
				: LangChain4jModels.openAiStreaming(this.server.url()).customHeaders(() -> {
					see("headers");
					return Map.of();
				}).listeners(listeners()).build();
		return observed(model);
	}

	StreamingChatModel observed(StreamingChatModel model) {
		return (this.callbacks != null && this.observer.wraps) ? this.callbacks.wrap(model) : model;
	}

	SupervisorAgent observed(SupervisorAgent agent) {
		return (this.callbacks != null && this.observer.wraps) ? AgentCallbacks.wrap(this.callbacks, agent) : agent;
	}

	ContentRetriever observed(ContentRetriever retriever) {
		return (this.callbacks != null && this.observer.wraps) ? this.callbacks.wrap("retriever", retriever)
				: retriever;
	}

	/**
	 * The observers of a scenario.
	 */
	enum Observer {

		/** Without us. */
		NOBODY(false, false, null),

		/** Services only, with no handler. */
		SERVICES(false, false, null),

		/** All there is, with a handler that does nothing. */
		FAST(true, true, () -> new Behaving(() -> {
		})),

		/** Listened models, with a handler that takes its time. */
		LISTENING_SLOW(true, false, () -> new Behaving(() -> linger(5))),

		/** Wrapped models, with a handler that takes its time. */
		WRAPPING_SLOW(false, true, () -> new Behaving(() -> linger(5))),

		/** All there is, with a handler that fails. */
		FAILING(true, true, () -> new Behaving(() -> {
			throw new IllegalStateException("handler");
		})),

		/** All there is, with a handler that never comes back. */
		HANGING(true, true, () -> new Behaving(() -> linger(60_000)));

		private final boolean listens;

		private final boolean wraps;

		private final @Nullable Supplier<CallbackHandler> handler;

		Observer(boolean listens, boolean wraps, @Nullable Supplier<CallbackHandler> handler) {
			this.listens = listens;
			this.wraps = wraps;
			this.handler = handler;
		}

		private static void linger(long millis) {
			try {
				new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	private record Behaving(Runnable behaviour) implements CallbackHandler {

		@Override
		public void onEvent(CallbackEvent event) {
			this.behaviour.run();
		}

	}

}
