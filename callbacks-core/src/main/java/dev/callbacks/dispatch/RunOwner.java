// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;

import dev.callbacks.event.EndReason;

/**
 * The run, as its parts see it: what they ask it and tell it.
 */
interface RunOwner {

	/**
	 * Whether the thread that appends is in a handler. That thread's.
	 */
	boolean isInHandler();

	/**
	 * Ends the run for a reason that its driver does not know of.
	 */
	void abort(EndReason reason, Throwable error);

	/**
	 * A handler has failed so that the caller shall see it.
	 */
	void failureWasRaised();

	/**
	 * Gives up a handler in this run and those below.
	 */
	void cutOff(HandlerChannel channel);

	/**
	 * The count that tokens may reach, as far as the handlers have come.
	 * @param room how many may be unfinished, given the window of a handler
	 */
	long limit(IntUnaryOperator room);

	/**
	 * Releases the driver that waits for room. The appender's.
	 */
	void goOn(CompletableFuture<Object> waiter);

}
