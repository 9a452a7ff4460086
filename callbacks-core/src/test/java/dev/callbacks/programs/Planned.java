// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

/**
 * A failure that a random program asks for. All other planned failures carry the same
 * message.
 */
final class Planned extends Exception {

	static final String MESSAGE = "planned";

	Planned() {
		super(MESSAGE);
	}

	/** Whether a failure is one that the program asks for. */
	static boolean isPlanned(Throwable failure) {
		return failure != null && MESSAGE.equals(failure.getMessage());
	}

	/** Throws anything, checked or not. */
	@SuppressWarnings("unchecked")
	static <X extends Throwable> RuntimeException sneak(Throwable failure) throws X {
		throw (X) failure;
	}

}
