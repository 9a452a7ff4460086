// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.concurrent.CompletableFuture;

/**
 * Writes down how actions came out.
 */
final class Outcomes {

	private Outcomes() {
	}

	static void record(World world, Action action, Throwable failure) {
		world.journal.outcomes.add(new Journal.Outcome(action, world.journal.now(), Failures.unwrap(failure)));
		Failures.check(world, "a" + action.id(), failure);
	}

	/** Follows a future that the engine handed out. */
	static CompletableFuture<?> follow(World world, Action action, CompletableFuture<?> future) {
		world.journal.promise("a" + action.id(), future);
		// what hangs on the outcome is told of it afterwards
		return future.whenComplete((result, failure) -> {
			record(world, action, failure);
			if (failure == null) {
				checkResult(world, action, result);
			}
		});
	}

	/** Checks what a call that came to its end returned. */
	static void checkResult(World world, Action action, Object result) {
		boolean outside = action.trigger().effect() == Action.Trigger.Effect.COMPLETE;
		if (action.kind().isBody() && !outside && !Bodies.result(action).equals(result)) {
			world.journal.violated("Result: a" + action.id() + " returned " + result);
		}
		if (action.kind() == Action.Kind.MODEL && !outside && !(result instanceof dev.callbacks.message.LlmResult answer
				&& answer.text().equals(text(action.source().items())))) {
			world.journal.violated("Result: a" + action.id() + " returned " + result);
		}
	}

	static String text(int items) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < items; i++) {
			text.append("t").append(i);
		}
		return text.toString();
	}

}
