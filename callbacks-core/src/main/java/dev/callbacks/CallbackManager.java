// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;

import dev.callbacks.event.RunKind;

/**
 * Opens runs and tells handlers of them.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread. <b>Ordering</b>: the
 * handlers of a run are those that its caller named, then those of the object that is
 * called, then those of the application in their order. <b>Failure</b>: opening a run is
 * refused, before anything starts, once the manager has stopped.
 *
 * @since 0.1.0
 */
public interface CallbackManager {

	/**
	 * Opens a run for who drives it by hand: its start is appended. Never blocks.
	 * @param kind what it is a run of
	 * @param name what it is called
	 * @param request what the work is given: a {@link dev.callbacks.message.ChatRequest}
	 * for a chat model, a text for a completion or a retriever, a map of inputs or a
	 * single input for all else
	 * @return the run
	 * @throws InvalidRequestException if the kind of run takes no such request
	 * @throws ManagerStoppedException if the manager has stopped
	 */
	DrivenRun open(RunKind kind, String name, Object request);

	/**
	 * A chain: a run around code of your own.
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunSpec chain(String name) {
		return run(RunKind.CHAIN, name);
	}

	/**
	 * A tool: a run around the code that a model, or you, call by name.
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunSpec tool(String name) {
		return run(RunKind.TOOL, name);
	}

	/**
	 * A retriever: a run around the code that finds documents.
	 * @param name what it is called
	 * @return the call, to be given a query and a body
	 */
	default RunSpec retriever(String name) {
		return run(RunKind.RETRIEVER, name);
	}

	/**
	 * An agent: a run around code that lets a model decide what comes next.
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunSpec agent(String name) {
		return run(RunKind.AGENT, name);
	}

	/**
	 * A run of some kind around code of your own.
	 * @param kind the kind; models make their runs themselves
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	RunSpec run(RunKind kind, String name);

	/**
	 * Adds a handler of the application, from the next run on. Adding one that is there
	 * already does nothing.
	 * @param handler the handler
	 * @throws InvalidHandlerException if its settings cannot work
	 */
	void add(Handler handler);

	/**
	 * Removes a handler of the application, from the next run on. Removing one that is
	 * not there does nothing.
	 * @param handler the handler
	 */
	void remove(Handler handler);

	/**
	 * Counts the runs that are open: not ended, or with a handler that still works on
	 * their events.
	 * @return the number of runs
	 */
	int openRuns();

	/**
	 * Waits until no run is open.
	 * @param timeout how long to wait
	 * @return whether no run is open
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException;

}
