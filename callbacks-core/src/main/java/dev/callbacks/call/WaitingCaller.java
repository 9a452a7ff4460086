// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * The thread of a caller that waits for its call, as the engine sees it: it runs the
 * tasks that this executor gets.
 * <p>
 * <b>Thread-safety</b>: only the waiting thread may call {@link #runUntil}, any thread
 * the other methods.
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
	 * Whether the waiting thread is busy with other work, such as the body of a run.
	 * @return whether it is
	 */
	boolean isAway();

	/**
	 * Makes the thread check again whether its wait is over.
	 */
	void wakeUp();

	/**
	 * Runs tasks until a condition holds.
	 * @param done the condition; the thread that makes it true calls {@link #wakeUp()}
	 */
	void runUntil(BooleanSupplier done);

}
