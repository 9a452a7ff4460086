// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.jspecify.annotations.Nullable;

/**
 * The thread in the body of a run. An ending run interrupts it, but never before it
 * enters the body and never after it leaves.
 */
final class BodyThread {

	/** The innermost body of a thread. */
	private static final ThreadLocal<BodyThread> INNERMOST = new ThreadLocal<>();

	private @Nullable Thread thread;

	/** The body around this one, on the same thread. */
	private @Nullable BodyThread outer;

	private boolean aborted;

	/** Whether the ending of the run interrupted the thread. */
	private boolean interrupted;

	/** Whether the thread also has an interrupt meant for its caller. */
	private boolean callersInterrupt;

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
		this.outer = null;
		if (outer != null) {
			INNERMOST.set(outer);
		}
		else {
			INNERMOST.remove();
		}
		if (this.interrupted) {
			Thread.interrupted();
			if (this.callersInterrupt) {
				Thread.currentThread().interrupt();
			}
			else if (outer != null) {
				outer.interruptAgain();
			}
		}
		if (this.callersInterrupt && outer != null) {
			outer.keepCallersInterrupt();
		}
		return this.interrupted;
	}

	/**
	 * Whether the ending of a run interrupted this thread, in a body that it has not
	 * left.
	 */
	static boolean isInterruptedByRun() {
		BodyThread body = INNERMOST.get();
		while (body != null) {
			synchronized (body) {
				if (body.interrupted) {
					return true;
				}
				body = body.outer;
			}
		}
		return false;
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

	private synchronized void interruptAgain() {
		if (this.interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Interrupts the thread in the body, and lets no thread enter it from now on.
	 */
	synchronized void abort() {
		this.aborted = true;
		if (this.thread != null) {
			// a flag that is set already has another addressee, and stays
			this.interrupted = !this.thread.isInterrupted();
			this.thread.interrupt();
		}
	}

}
