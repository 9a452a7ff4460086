// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A random program, made from its seed alone.
 *
 * @param seed the seed
 * @param machine what the engine is built with
 * @param handlers the handlers
 * @param application the numbers of those that are handlers of the application from the
 * start
 * @param movable the numbers of those that are added and removed on the way
 * @param callers what the threads of the callers do
 * @param stop when the engine is stopped, or {@code null}
 */
record Program(long seed, Machine machine, List<HandlerPlan> handlers, List<Integer> application, List<Integer> movable,
		List<List<Action>> callers, Stop stop) {

	enum Pool {

		FIXED, REJECTING, NO_QUEUE, VIRTUAL

	}

	/**
	 * The configuration of the engine.
	 *
	 * @param threads the number of workers
	 * @param pool the callback executor
	 * @param window the default window
	 * @param awaitEnd whether callers wait for the handlers' work on the end
	 * @param callerRuns whether handlers of blocking calls run on the caller's thread
	 */
	record Machine(int threads, Pool pool, int window, boolean awaitEnd, boolean callerRuns) {
	}

	/**
	 * A stop of the engine in the middle.
	 *
	 * @param atAction after how many actions
	 * @param drain the drain timeout
	 * @param restart whether it is started again
	 */
	record Stop(int atAction, Duration drain, boolean restart) {
	}

	HandlerPlan handler(int id) {
		return this.handlers.get(id);
	}

	boolean any(Predicate<HandlerPlan> test) {
		return this.handlers.stream().anyMatch(test);
	}

	void forEachAction(Consumer<Action> consumer) {
		this.callers.forEach((actions) -> forEach(actions, consumer));
	}

	private static void forEach(List<Action> actions, Consumer<Action> consumer) {
		for (Action action : actions) {
			consumer.accept(action);
			forEach(action.inside(), consumer);
		}
	}

	boolean anyAction(Predicate<Action> test) {
		boolean[] found = new boolean[1];
		forEachAction((action) -> found[0] |= test.test(action));
		return found[0];
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("Program " + this.seed + " on " + this.machine + "\n");
		this.handlers.forEach((handler) -> text.append("  ")
			.append(handler)
			.append(this.application.contains(handler.id()) ? " (application)" : "")
			.append(this.movable.contains(handler.id()) ? " (movable)" : "")
			.append("\n"));
		if (this.stop != null) {
			text.append("  ").append(this.stop).append("\n");
		}
		for (int i = 0; i < this.callers.size(); i++) {
			text.append("  caller c").append(i).append("\n");
			this.callers.get(i).forEach((action) -> action.print(text, "    "));
		}
		return text.toString();
	}

}
