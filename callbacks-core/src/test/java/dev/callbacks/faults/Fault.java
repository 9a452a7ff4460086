// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * A fault at a {@link Place}.
 */
enum Fault {

	CHECKED, UNCHECKED, ERROR, LINKAGE, STACK_OVERFLOW, OUT_OF_MEMORY, INTERRUPTED,

	/** Null is returned or signalled where something is due. */
	NULL,

	/** A signal does not come, or the thread hangs, until the test lets it go. */
	NEVER,

	/** A signal comes twice. */
	TWICE,

	/** A signal comes when the run is over. */
	LATE,

	/** The engine is called from inside. */
	REENTRANT,

	/** A signal comes from an unknown thread. */
	FOREIGN;

	boolean isThrown() {
		return compareTo(INTERRUPTED) <= 0;
	}

	/**
	 * Whether it is rethrown on its thread after the bookkeeping: an error of the virtual
	 * machine that is no overflow of the stack.
	 */
	boolean isFatal() {
		return this == OUT_OF_MEMORY;
	}

	Throwable create(String message, boolean byExecutor) {
		return switch (this) {
			case CHECKED -> new IOException(message);
			case UNCHECKED ->
				byExecutor ? new RejectedExecutionException(message) : new IllegalArgumentException(message);
			case ERROR -> new AssertionError(message);
			case LINKAGE -> new NoClassDefFoundError(message);
			case STACK_OVERFLOW -> new StackOverflowError(message);
			case OUT_OF_MEMORY -> new OutOfMemoryError(message);
			case INTERRUPTED -> new InterruptedException(message);
			default -> throw new IllegalStateException(this + " is not thrown");
		};
	}

}
