// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.jspecify.annotations.Nullable;

/**
 * The thread that is in the body of a run, so that ending the run can interrupt it: not
 * before it is there, and not after it has left.
 */
final class BodyThread {

	/** The innermost body that a thread is in. */
	private static final ThreadLocal<BodyThread> INNERMOST = new ThreadLocal<>();

	private @Nullable Thread inside;

	/** The body around this one, on the same thread. */
	private @Nullable BodyThread outer;

	private boolean aborted;

	/** Whether the run that is over has interrupted the thread. */
	private boolean interrupted;

	/** Whether the thread also has an interrupt that was meant for its caller. */
	private boolean callersToo;

	/**
	 * Whether the current thread is in the body.
	 */
	synchronized boolean isHere() {
		return this.inside == Thread.currentThread();
	}

	/**
	 * Enters the body.
	 * @return {@code false} if the run is over and the body must not begin
	 */
	synchronized boolean enter() {
		if (this.aborted) {
			return false;
		}
		this.inside = Thread.currentThread();
		this.outer = INNERMOST.get();
		INNERMOST.set(this);
		return true;
	}

	/**
	 * Leaves the body, without the interrupt that was meant for it. One that was meant
	 * for a body around it is kept: a thread has one flag for all.
	 * @return whether there was an interrupt for this body
	 */
	synchronized boolean leave() {
		this.inside = null;
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
			if (this.callersToo) {
				Thread.currentThread().interrupt();
			}
			else if (outer != null) {
				outer.interruptAgain();
			}
		}
		if (this.callersToo && outer != null) {
			outer.keepCallers();
		}
		return this.interrupted;
	}

	/**
	 * Whether a run that is over has interrupted this thread, for a body that it is still
	 * in.
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
	 * An interrupt that was meant for the caller comes back to this thread.
	 */
	static void callersInterruptIsBack() {
		BodyThread innermost = INNERMOST.get();
		if (innermost != null) {
			innermost.keepCallers();
		}
	}

	private synchronized void keepCallers() {
		this.callersToo = true;
	}

	private synchronized void interruptAgain() {
		if (this.interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The run is over: whoever is in its body shall come out.
	 */
	synchronized void abort() {
		this.aborted = true;
		if (this.inside != null) {
			// a flag that is set already was meant for somebody else, and stays
			this.interrupted = !this.inside.isInterrupted();
			this.inside.interrupt();
		}
	}

}
