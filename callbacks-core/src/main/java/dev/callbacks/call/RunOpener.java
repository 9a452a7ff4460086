// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;

/**
 * Opens runs by a plan. The engine behind a {@link CallbackManager} implements it.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread.
 *
 * @since 0.1.0
 */
public interface RunOpener {

	/**
	 * Returns the opener behind a manager.
	 * @param manager the manager
	 * @return the opener
	 * @throws InvalidRequestException if the manager is no opener
	 */
	static RunOpener of(CallbackManager manager) {
		RunOpener opener = observing(manager);
		if (opener instanceof NoRuns none) {
			throw none.refusal();
		}
		return opener;
	}

	/**
	 * Returns the opener behind a manager, for work that is only observed: if the manager
	 * is no opener, the work goes on without runs.
	 * @param manager the manager
	 * @return the opener, or one that refuses to open runs
	 */
	static RunOpener observing(CallbackManager manager) {
		return (InvalidRequestException.required(manager, "The callback manager") instanceof RunOpener opener) ? opener
				: new NoRuns(manager);
	}

	/**
	 * Opens a run and appends its start. Never blocks.
	 * @param plan the plan of the run
	 * @return the run
	 * @throws dev.callbacks.ManagerStoppedException if the manager has stopped
	 * @throws WorkLimitException if a root call needs a thread of the work executor, and
	 * there is none to be had
	 * @throws NestingDepthException if runs nest too deep, or the stack of this thread
	 * has no room for another
	 */
	DrivenRun open(RunPlan plan);

	/**
	 * Whether a handler of a call asks for tokens even if the caller wants one whole
	 * answer.
	 * @param config the configuration of the call
	 * @param objectHandlers the handlers of the object that is called
	 * @return whether one does
	 */
	boolean demandsStreaming(RunConfig config, Iterable<Handler> objectHandlers);

	/**
	 * Returns the executor for bodies of runs and their continuations. No task of it
	 * waits in a queue behind another.
	 * @return the executor
	 */
	Executor workExecutor();

	/**
	 * Captures the context of this thread: logging context, observation, security, any
	 * registered thread-local, but not the current run.
	 * @return a function that wraps a task so that it has the context on any thread
	 */
	UnaryOperator<Runnable> callersContext();

	/**
	 * Makes this thread carry the values that a carrier of context has, but not the run.
	 * @param carrier the carrier, such as a Reactor context view
	 * @return the scope that ends that
	 */
	Run.Scope carrying(Object carrier);

	/**
	 * Wraps a task so that on any thread it has the context of this one.
	 * @param task the task
	 * @return the wrapped task
	 * @see #callersContext()
	 */
	default Runnable withCallersContext(Runnable task) {
		return callersContext().apply(task);
	}

}
