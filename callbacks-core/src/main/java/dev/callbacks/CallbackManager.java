// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.concurrent.Executor;

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
	 * Opens a run: its start is appended. Never blocks.
	 * @param kind what it is a run of
	 * @param name what it is called, unless the configuration of the call names it
	 * @param spec what it is opened with
	 * @return the run
	 * @throws ManagerStoppedException if the manager has stopped
	 */
	Run open(RunKind kind, String name, RunSpec spec);

	/**
	 * A chain: a run around code of your own.
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunCall chain(String name) {
		return run(RunKind.CHAIN, name);
	}

	/**
	 * A tool: a run around the code that a model, or you, call by name.
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunCall tool(String name) {
		return run(RunKind.TOOL, name);
	}

	/**
	 * A retriever: a run around the code that finds documents.
	 * @param name what it is called
	 * @return the call, to be given a query and a body
	 */
	default RunCall retriever(String name) {
		return run(RunKind.RETRIEVER, name);
	}

	/**
	 * An agent: a run around code that lets a model decide what comes next.
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunCall agent(String name) {
		return run(RunKind.AGENT, name);
	}

	/**
	 * A run of some kind around code of your own.
	 * @param kind the kind; models make their runs themselves
	 * @param name what it is called
	 * @return the call, to be given inputs and a body
	 */
	default RunCall run(RunKind kind, String name) {
		return new RunCall(this, kind, name);
	}

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
	 * Whether a handler of the application, or one that a call names, asks for calls that
	 * want one whole answer to be streamed.
	 * @param config what the caller says
	 * @param objectHandlers the handlers of the object that is called
	 * @return whether one does
	 */
	boolean demandsStreaming(RunConfig config, Iterable<Handler> objectHandlers);

	/**
	 * The executor for the bodies of runs and for what follows them. It never makes a
	 * task wait for another.
	 * @return the executor
	 */
	Executor workExecutor();

	/**
	 * A task that sees the context of this thread wherever it runs: logging context,
	 * observation, security, any registered thread-local. The current run is not part of
	 * it.
	 * @param task the task
	 * @return the task with the context around it
	 */
	Runnable withCallersContext(Runnable task);

	/**
	 * How many runs are open: not ended, or with a handler that still works on their
	 * events.
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
