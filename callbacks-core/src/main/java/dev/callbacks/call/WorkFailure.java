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
 * @param thrown the failure for the caller
 * @param seen the failure for handlers
 * @param reason why the run ends
 */
record WorkFailure(Throwable thrown, Throwable seen, EndReason reason) {

	/**
	 * Reads the failure of work that is only observed: the caller gets it unchanged, and
	 * handlers see what futures have wrapped.
	 * @param interrupted whether the thread that waits was interrupted meanwhile
	 */
	static WorkFailure observed(Throwable error, boolean interrupted) {
		return new WorkFailure(error, Objects.requireNonNull(RunFutures.unwrap(error)), reason(interrupted));
	}

	/**
	 * Reads the failure of any other work: an interrupt is a cancellation for everybody.
	 * @param interrupted whether the thread that waits was interrupted meanwhile
	 * @param isInterrupt whether that is the failure
	 */
	static WorkFailure of(RunInfo run, Throwable error, boolean interrupted, boolean isInterrupt) {
		Throwable known = isInterrupt
				? new RunCancelledException("Run " + run.id() + " was interrupted", EndReason.CANCELLED, error) : error;
		return new WorkFailure(known, known, reason(interrupted || isInterrupt));
	}

	private static EndReason reason(boolean interrupted) {
		return interrupted ? EndReason.CANCELLED : EndReason.FAILED;
	}

	/**
	 * The failure for the caller of a run that ended with an error.
	 */
	Throwable of(Throwable ending) {
		return (ending == this.seen) ? this.thrown : ending;
	}

}
