// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The thread of a caller that waits for its call, as the engine sees it: the thread does
 * what is handed to this executor.
 * <p>
 * <b>Thread-safety</b>: {@link #runUntil} is for the waiting thread, all else for any.
 *
 * @since 0.1.0
 */
public sealed interface WaitingCaller extends Executor permits CallerLoop {

	/**
	 * Whether the current thread is the waiting one.
	 * @return whether it is
	 */
	boolean isOwner();

	/**
	 * Whether the waiting thread is busy with something else for a while, such as the
	 * body of a run.
	 * @return whether it is
	 */
	boolean isAway();

	/**
	 * Makes the thread look again whether the awaited condition holds.
	 */
	void wakeUp();

	/**
	 * Does what is handed over until a condition holds.
	 * @param done the condition; whoever makes it true calls {@link #wakeUp()}
	 */
	void runUntil(BooleanSupplier done);

}
