// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Handler;
import dev.callbacks.Run;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordedEvents;
import dev.callbacks.test.RecordingHandler;
import dev.callbacks.test.ScriptedProvider;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import reactor.core.publisher.Flux;

/**
 * A library over a scripted model, with or without the adapter, and its user.
 */
final class Trial implements AutoCloseable {

	static final String TOOL = "weather";

	static final String ARGUMENTS = "{\"city\":\"Rome\"}";

	static final String CALL = "call_1";

	private final ScriptedProvider model = new ScriptedProvider();

	private final RecordingHandler recording = new RecordingHandler();

	private final UserView view;

	private final Duration patience;

	private final @Nullable Run before = CurrentRun.set(null);

	private final @Nullable CallbackDispatcher manager;

	private final AdaptedLibrary library;

	private Runnable whenAsked = () -> {
	};

	/**
	 * Begins a trial.
	 * @param adapter creates the library
	 * @param scripted the exception that is thrown in the trial
	 * @param handlers further handlers, or {@code null} for a library without the adapter
	 */
	Trial(TransparencyKit adapter, Throwable scripted, @Nullable List<? extends Handler> handlers) {
		this.view = new UserView(scripted);
		this.patience = adapter.patience();
		this.manager = (handlers != null) ? manager(handlers) : null;
		this.library = adapter.library(this.model, this.manager);
	}

	private CallbackDispatcher manager(List<? extends Handler> handlers) {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(this.recording);
		handlers.forEach(manager::add);
		return manager;
	}

	AdaptedLibrary library() {
		return this.library;
	}

	ScriptedProvider model() {
		return this.model;
	}

	UserView view() {
		return this.view;
	}

	CallbackManager manager() {
		if (this.manager == null) {
			throw new IllegalStateException("This library has no adapter, and so no manager");
		}
		return this.manager;
	}

	/**
	 * Stops the manager, if there is one.
	 */
	void stop() {
		if (this.manager != null) {
			this.manager.stop(this.patience);
		}
	}

	/**
	 * Adds an answer of tokens.
	 */
	Trial answer(String... tokens) {
		return then(tokens(tokens).concatWithValues(ChatChunk.closing()));
	}

	/**
	 * Adds an answer that fails after tokens.
	 */
	Trial fail(Throwable failure, String... tokens) {
		return then(tokens(tokens).concatWith(Flux.error(failure)));
	}

	/**
	 * Adds an answer that never ends after its tokens.
	 */
	Trial hang(String... tokens) {
		return then(tokens(tokens).concatWith(Flux.never()));
	}

	/**
	 * Adds an answer that calls the tool.
	 */
	Trial askForTool() {
		return then(Flux.just(ChatChunk.of(List.of(ToolCallDelta.of(0, new ToolCall(CALL, TOOL, ARGUMENTS)))),
				ChatChunk.closing()));
	}

	private static Flux<ChatChunk> tokens(String... tokens) {
		return Flux.fromIterable(Arrays.stream(tokens).map(ChatChunk::of).toList());
	}

	private Trial then(Flux<ChatChunk> answer) {
		this.model.then(Flux.defer(() -> {
			this.view.see("the model is asked");
			this.whenAsked.run();
			return answer;
		}));
		return this;
	}

	/**
	 * Sets an action for each request to the model.
	 */
	Trial whenAsked(Runnable whenAsked) {
		this.whenAsked = whenAsked;
		return this;
	}

	@Nullable Object call() throws Exception {
		return this.library.call("Hello");
	}

	/**
	 * Reads a stream to its end.
	 */
	void stream() throws Exception {
		this.library.stream("Hello", this::takePiece);
	}

	/**
	 * Lets the model call the tool, which returns degrees.
	 */
	@Nullable Object callWithTool(Runnable tool) throws Exception {
		askForTool().answer("Sunny");
		return this.library.callWithTool("Weather?", TOOL, (arguments) -> {
			this.view.see("the tool is called with " + arguments);
			tool.run();
			return "25 degrees";
		});
	}

	/**
	 * Lets the model call the tool and reads its answer to the end.
	 */
	void streamWithTool() throws Exception {
		askForTool().answer("Sun", "ny");
		this.library.streamWithTool("Weather?", TOOL, (arguments) -> {
			this.view.see("the tool is called with " + arguments);
			return "25 degrees";
		}, this::takePiece);
	}

	/**
	 * Runs an action in a chain of the user.
	 */
	void inChain(Action action) throws Exception {
		manager().chain("user").call(() -> {
			action.run();
			return "over";
		});
	}

	/**
	 * Returns the failure of a user's action, or {@code null}.
	 */
	static @Nullable Throwable failureOf(Action action) {
		try {
			action.run();
			return null;
		}
		catch (TestAbortedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	/**
	 * Returns the messages to the model so far.
	 */
	List<String> asked() {
		return this.model.requests()
			.stream()
			.flatMap((request) -> request.messages().stream())
			.map((message) -> message.role() + ": " + message.text())
			.toList();
	}

	/**
	 * Takes a piece and asks for more.
	 */
	boolean takePiece(String text) {
		this.view.see("piece " + text);
		return true;
	}

	/**
	 * Returns the recorded events, after the end of all runs.
	 */
	RecordedEvents recorded() {
		CallbackTests.awaitIdle(manager(), this.patience);
		return this.recording;
	}

	@Override
	public void close() {
		CurrentRun.set(this.before);
		this.library.close();
		if (this.manager != null) {
			CallbackTests.awaitIdle(this.manager, this.patience);
			this.manager.stop(this.patience);
		}
	}

	/**
	 * An action of a user.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
