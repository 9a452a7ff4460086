// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.jspecify.annotations.Nullable;

/**
 * The thread in the body of a run. An ending run interrupts it, but never before it
 * enters the body and never after it leaves. Safe for use by several threads.
 */
final class BodyThread {

	/** The innermost body of a thread. */
	private static final ThreadLocal<BodyThread> INNERMOST = new ThreadLocal<>();

	private @Nullable Thread thread;

	/** The body around this one, on the same thread. */
	private @Nullable BodyThread outer;

	/** The body in this one, on the same thread. Read by who ends the run. */
	private volatile @Nullable BodyThread inner;

	private boolean aborted;

	/** Whether the ending of the run interrupted the thread. */
	private volatile boolean interrupted;

	/** Whether the thread also has an interrupt meant for its caller. */
	private boolean callersInterrupt;

	BodyThread() {
	}

	/**
	 * Whether the current thread is in the body.
	 */
	synchronized boolean isHere() {
		return this.thread == Thread.currentThread();
	}

	/**
	 * Enters the body, unless the run is over.
	 * @return whether the body may begin
	 */
	synchronized boolean enter() {
		if (this.aborted) {
			return false;
		}
		this.thread = Thread.currentThread();
		this.outer = INNERMOST.get();
		if (this.outer != null) {
			this.outer.inner = this;
		}
		INNERMOST.set(this);
		return true;
	}

	/**
	 * Leaves the body and clears the interrupt meant for it. An interrupt meant for an
	 * outer body is restored, since a thread has one flag for all.
	 * @return whether there was an interrupt for this body
	 */
	synchronized boolean leave() {
		this.thread = null;
		BodyThread outer = this.outer;
		if (this.interrupted) {
			Thread.interrupted();
			if (this.callersInterrupt) {
				Thread.currentThread().interrupt();
			}
		}
		// not before the flag is taken: the body around looks here to know whose it is
		if (outer != null) {
			outer.inner = null;
			INNERMOST.set(outer);
			this.outer = null;
		}
		else {
			INNERMOST.remove();
		}
		if (this.callersInterrupt) {
			callersInterruptIsRestored();
		}
		giveInterruptBack(false);
		return this.interrupted;
	}

	/**
	 * Whether the ending of a run interrupted this thread, in a body that it has not
	 * left.
	 */
	static boolean isInterruptedByRun() {
		return isInterrupted(INNERMOST.get(), null);
	}

	/**
	 * Whether the ending of a run interrupted this thread in a body that it entered after
	 * another one, and not in that one or those around it.
	 * @param around the body that it was in before, or {@code null}
	 */
	static boolean isInterruptedInside(@Nullable BodyThread around) {
		return isInterrupted(INNERMOST.get(), around) && !isInterrupted(around, null);
	}

	private static boolean isInterrupted(@Nullable BodyThread from, @Nullable BodyThread to) {
		BodyThread body = from;
		while (body != null && body != to && !body.interrupted) {
			body = body.outer;
		}
		return body != null && body != to;
	}

	/**
	 * Returns the innermost body that this thread is in, or {@code null}.
	 */
	static @Nullable BodyThread innermost() {
		return INNERMOST.get();
	}

	/**
	 * Gives this thread the interrupt back that was taken from it while others were
	 * called. If it is in the body of a run that came to its end meanwhile, one of these
	 * may have taken the interrupt that was meant for the body.
	 * @param taken whether an interrupt was taken
	 */
	static void giveInterruptBack(boolean taken) {
		if (taken || isInterruptedByRun()) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Records that an interrupt meant for the caller is set on this thread again.
	 */
	static void callersInterruptIsRestored() {
		BodyThread innermost = INNERMOST.get();
		if (innermost != null) {
			innermost.keepCallersInterrupt();
		}
	}

	private synchronized void keepCallersInterrupt() {
		this.callersInterrupt = true;
	}

	/**
	 * Interrupts the thread in the body, and lets no thread enter it from now on.
	 */
	synchronized void abort() {
		this.aborted = true;
		if (this.thread != null) {
			this.callersInterrupt |= this.thread.isInterrupted() && !isInterruptedInside();
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	private boolean isInterruptedInside() {
		BodyThread body = this.inner;
		while (body != null && !body.interrupted) {
			body = body.inner;
		}
		return body != null;
	}

}
