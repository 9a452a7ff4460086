// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import org.jspecify.annotations.Nullable;

/**
 * The thread that is in the body of a run, so that ending the run can interrupt it: not
 * before it is there, and not after it has left. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class BodyThread {

	/** The innermost body that a thread is in. */
	private static final ThreadLocal<BodyThread> INNERMOST = new ThreadLocal<>();

	private @Nullable Thread inside;

	/** The body around this one, on the same thread. */
	private @Nullable BodyThread outer;

	/** The body in this one, on the same thread. Read by who ends the run. */
	private volatile @Nullable BodyThread inner;

	private boolean aborted;

	/** Whether the run that is over has interrupted the thread. */
	private volatile boolean interrupted;

	/** Whether the thread also has an interrupt that was meant for its caller. */
	private boolean callersToo;

	BodyThread() {
	}

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
		if (this.outer != null) {
			this.outer.inner = this;
		}
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
		if (this.interrupted) {
			Thread.interrupted();
			if (this.callersToo) {
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
		if (this.callersToo) {
			callersInterruptIsBack();
		}
		giveInterruptBack(false);
		return this.interrupted;
	}

	/**
	 * Whether a run that is over has interrupted this thread, for a body that it is still
	 * in.
	 */
	static boolean isInterruptedByRun() {
		BodyThread body = INNERMOST.get();
		while (body != null && !body.interrupted) {
			body = body.outer;
		}
		return body != null;
	}

	/**
	 * Gives this thread the interrupt back that was taken from it while others were
	 * called. If it is in the body of a run that came to its end meanwhile, one of these
	 * may have taken the interrupt that was meant for the body.
	 * @param taken whether an interrupt was taken
	 */
	public static void giveInterruptBack(boolean taken) {
		if (taken || isInterruptedByRun()) {
			Thread.currentThread().interrupt();
		}
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

	/**
	 * The run is over: whoever is in its body shall come out.
	 */
	synchronized void abort() {
		this.aborted = true;
		if (this.inside != null) {
			this.callersToo |= this.inside.isInterrupted() && !isInterruptedInside();
			this.interrupted = true;
			this.inside.interrupt();
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
