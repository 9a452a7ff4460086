// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
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
	 * @throws InvalidRequestException if there is none
	 */
	static RunOpener of(CallbackManager manager) {
		if (manager instanceof RunOpener opener) {
			return opener;
		}
		InvalidRequestException.required(manager, "The callback manager");
		throw new InvalidRequestException("A CallbackManager has to open runs: " + manager
				+ " does not. Use a CallbackDispatcher, or implement dev.callbacks.call.RunOpener beside it");
	}

	/**
	 * Opens a run: its start is appended. Never blocks.
	 * @param plan the plan of the run
	 * @return the run
	 * @throws dev.callbacks.ManagerStoppedException if the manager has stopped
	 */
	DrivenRun open(RunPlan plan);

	/**
	 * Whether a handler of the application, or one that a call names, asks for calls that
	 * want one whole answer to be streamed.
	 * @param config the configuration of the call
	 * @param objectHandlers the handlers of the object that is called
	 * @return whether one does
	 */
	boolean demandsStreaming(RunConfig config, Iterable<Handler> objectHandlers);

	/**
	 * Returns the executor for the bodies of runs and for what follows them. It never
	 * makes a task wait for another.
	 * @return the executor
	 */
	Executor workExecutor();

	/**
	 * Creates a task that sees the context of this thread wherever it runs: logging
	 * context, observation, security, any registered thread-local. The current run is not
	 * part of it.
	 * @param task the task
	 * @return the task with the context around it
	 */
	Runnable withCallersContext(Runnable task);

}
