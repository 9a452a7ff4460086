// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.call.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Fatal errors of foreign code: every {@link VirtualMachineError} but
 * {@link StackOverflowError}. Such an error is kept while its thread does the engine's
 * bookkeeping, and thrown again at the door through which the thread came in: by the
 * {@link Appender}, a worker behind its batch, a task of the work executor, the watchdog
 * behind its look, a stage that is complete, a method of the dispatcher, or one that ends
 * a run. So it costs nobody an event, its thread still sees it, and no later call does.
 */
final class Fatal {

	/**
	 * The number of threads that keep an error; makes the question cheap while none does.
	 */
	private static final AtomicInteger KEEPING = new AtomicInteger();

	private static final ThreadLocal<VirtualMachineError> KEPT = new ThreadLocal<>();

	private Fatal() {
	}

	/**
	 * Keeps an error that foreign code threw on this thread, if it is a fatal one.
	 */
	static void keep(Throwable failure) {
		if (Failures.isFatal(failure) && KEPT.get() == null) {
			KEPT.set((VirtualMachineError) failure);
			KEEPING.incrementAndGet();
		}
	}

	/**
	 * Takes what this thread keeps, if it keeps anything.
	 */
	static @Nullable VirtualMachineError take() {
		VirtualMachineError error = (KEEPING.get() != 0) ? KEPT.get() : null;
		if (error != null) {
			KEPT.remove();
			KEEPING.decrementAndGet();
		}
		return error;
	}

	/**
	 * Does something behind a door: what is kept meanwhile is thrown at its end, in place
	 * of what the task throws, and what was kept before is for another door.
	 */
	static void door(Runnable task) {
		VirtualMachineError before = take();
		try {
			task.run();
		}
		finally {
			VirtualMachineError kept = take();
			if (before != null) {
				keep(before);
			}
			if (kept != null) {
				throw kept;
			}
		}
	}

	/**
	 * Whether this thread keeps anything.
	 */
	static boolean isKept() {
		return KEEPING.get() != 0 && KEPT.get() != null;
	}

	/**
	 * Throws what this thread keeps, if it keeps anything.
	 */
	static void rethrow() {
		VirtualMachineError error = take();
		if (error != null) {
			throw error;
		}
	}

}
