// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;

import dev.callbacks.event.RunKind;

/**
 * Opens runs and sends their events to handlers.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread. <b>Ordering</b>: the
 * handlers that the caller named come first, then those of the object that is called,
 * then those of the application in their order. <b>Failure</b>: a manager that has
 * stopped refuses to open a run, before anything starts.
 *
 * @since 0.1.0
 */
public interface CallbackManager {

	/**
	 * Opens a run that the caller drives by hand, and appends its start. Never blocks.
	 * @param kind the kind of work
	 * @param name the name of the run
	 * @param request the input of the work: a {@link dev.callbacks.message.ChatRequest}
	 * for a chat model, a text for a completion or a retriever, a map of inputs or a
	 * single input for all else
	 * @return the run
	 * @throws InvalidRequestException if the kind of run takes no such request
	 * @throws ManagerStoppedException if the manager has stopped
	 * @throws dev.callbacks.call.NestingDepthException if runs nest too deep, or the
	 * stack of this thread has no room for another
	 */
	DrivenRun open(RunKind kind, String name, Object request);

	/**
	 * Describes a chain: a run around code of your own.
	 * @param name the name of the run
	 * @return the call, which takes inputs and a body
	 */
	default RunSpec chain(String name) {
		return run(RunKind.CHAIN, name);
	}

	/**
	 * Describes a tool: a run around code that a model, or you, call by name.
	 * @param name the name of the run
	 * @return the call, which takes inputs and a body
	 */
	default RunSpec tool(String name) {
		return run(RunKind.TOOL, name);
	}

	/**
	 * Describes a retriever: a run around code that finds documents.
	 * @param name the name of the run
	 * @return the call, which takes a query and a body
	 */
	default RunSpec retriever(String name) {
		return run(RunKind.RETRIEVER, name);
	}

	/**
	 * Describes an agent: a run around code that lets a model decide what comes next.
	 * @param name the name of the run
	 * @return the call, which takes inputs and a body
	 */
	default RunSpec agent(String name) {
		return run(RunKind.AGENT, name);
	}

	/**
	 * Describes a run of any kind but a model's around code of your own.
	 * @param kind the kind; a model opens its own runs
	 * @param name the name of the run
	 * @return the call, which takes inputs and a body
	 */
	RunSpec run(RunKind kind, String name);

	/**
	 * Adds a handler of the application, from the next run on. Does nothing for a handler
	 * that was added before.
	 * @param handler the handler
	 * @throws InvalidHandlerException if its settings cannot work
	 */
	void add(Handler handler);

	/**
	 * Removes a handler of the application, from the next run on. Does nothing for a
	 * handler that was never added.
	 * @param handler the handler
	 */
	void remove(Handler handler);

	/**
	 * Returns the number of open runs: those that have not ended, and those whose
	 * handlers still work on an event.
	 * @return the number of runs
	 */
	int openRuns();

	/**
	 * Waits until no run is open.
	 * @param timeout the longest time to wait
	 * @return whether no run is open
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException;

}
