// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The text of an object of the application. What is observed must not fail because an
 * object has none, such as an entity outside of its session.
 *
 * @since 0.1.0
 */
public final class ObjectText {

	private ObjectText() {
	}

	/**
	 * Returns the text of an object.
	 * @param object the object, or {@code null}
	 * @return what its {@code toString()} returns, or the name of what it throws, unless
	 * that is fatal; of an array the texts of its items, unless they are bytes
	 */
	public static String of(@Nullable Object object) {
		try {
			if (object != null && object.getClass().isArray() && !(object instanceof byte[])) {
				String inBrackets = Arrays.deepToString(new Object[] { object });
				return inBrackets.substring(1, inBrackets.length() - 1);
			}
			// unlike String.valueOf, this is no null if toString() returns none
			return "" + object;
		}
		catch (Throwable ex) {
			return unreadable(ex);
		}
	}

	/**
	 * Returns the message of a failure.
	 * @param failure the failure
	 * @return what its {@code getMessage()} returns, or the name of what it throws,
	 * unless that is fatal
	 */
	public static @Nullable String messageOf(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (Throwable ex) {
			return unreadable(ex);
		}
	}

	private static String unreadable(Throwable ex) {
		if (ex instanceof VirtualMachineError error && !(ex instanceof StackOverflowError)) {
			throw error;
		}
		return "(no text: " + ex.getClass().getName() + ")";
	}

}
