// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;

import dev.callbacks.RunCancelledException;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;

/**
 * The failure of a call's work.
 *
 * @param forCaller the failure for the caller
 * @param forHandlers the failure for handlers
 * @param reason the reason of the ending
 */
record WorkFailure(Throwable forCaller, Throwable forHandlers, EndReason reason) {

	/**
	 * Creates the failure of observed work: the caller gets it unchanged, handlers get it
	 * unwrapped.
	 * @param interrupted whether the waiting thread was interrupted meanwhile
	 */
	static WorkFailure observed(Throwable error, boolean interrupted) {
		return new WorkFailure(error, Objects.requireNonNull(Failures.unwrap(error)), reason(interrupted));
	}

	/**
	 * Creates the failure of other work, which makes an interrupt a cancellation.
	 * @param interrupted whether the waiting thread was interrupted meanwhile
	 * @param isInterrupt whether the failure itself reports an interrupt
	 */
	static WorkFailure of(RunInfo run, Throwable error, boolean interrupted, boolean isInterrupt) {
		Throwable failure = isInterrupt
				? new RunCancelledException("Run " + run.id() + " was interrupted", EndReason.CANCELLED, error) : error;
		return new WorkFailure(failure, failure, reason(interrupted || isInterrupt));
	}

	private static EndReason reason(boolean interrupted) {
		return interrupted ? EndReason.CANCELLED : EndReason.FAILED;
	}

	/**
	 * Returns the failure for the caller of a run that ended with an error.
	 */
	Throwable of(Throwable ending) {
		return (ending == this.forHandlers) ? this.forCaller : ending;
	}

}
