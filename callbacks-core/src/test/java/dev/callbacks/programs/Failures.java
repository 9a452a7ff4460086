// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.callbacks.CallFailedException;
import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunStateException;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.chat.EmptyAnswerException;

/**
 * The failures that a program can cause.
 */
final class Failures {

	private Failures() {
	}

	static Throwable unwrap(Throwable failure) {
		Throwable inner = failure;
		while ((inner instanceof CompletionException || inner instanceof ExecutionException
				|| inner instanceof CallFailedException) && inner.getCause() != null) {
			inner = inner.getCause();
		}
		return inner;
	}

	/** Checks that a failure is one that the program can cause. */
	static void check(World world, String what, Throwable failure) {
		Throwable inner = unwrap(failure);
		if (inner != null && !isExpected(world.program, inner)) {
			StringBuilder trace = new StringBuilder();
			for (int i = 0; i < Math.min(8, inner.getStackTrace().length); i++) {
				trace.append("\n      at ").append(inner.getStackTrace()[i]);
			}
			world.journal.violated("Failure: " + what + " failed with " + inner + trace);
		}
	}

	private static boolean isExpected(Program program, Throwable failure) {
		if (Planned.isPlanned(failure)) {
			return true;
		}
		boolean endsEarly = program.anyAction(Action::endsEarly);
		if (failure instanceof CancellationException || failure instanceof RunCancelledException
				|| failure instanceof InterruptedException) {
			return endsEarly || program.stop() != null || canFail(program);
		}
		if (failure instanceof RunTimeoutException || failure instanceof TimeoutException) {
			return endsEarly;
		}
		if (failure instanceof ManagerStoppedException) {
			return program.stop() != null;
		}
		if (failure instanceof HandlerTimeoutException) {
			return program.any((handler) -> handler.isRaising() && handler.mayBeGivenUp());
		}
		if (failure instanceof EmptyAnswerException) {
			return program.anyAction((action) -> action.source().items() == 0);
		}
		return failure instanceof RunStateException && (endsEarly || program.stop() != null || canFail(program));
	}

	/** Whether a run may fail, which ends those below it. */
	private static boolean canFail(Program program) {
		return program
			.anyAction((action) -> action.source().end() != Action.Source.End.NORMAL || action.source().items() == 0
					|| action.demand().take() > 0 || action.kind() == Action.Kind.DRIVEN)
				|| program.any((handler) -> handler.isRaising() || handler.failure() == HandlerPlan.Failure.FATAL);
	}

}
