// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.SQLException;

import org.springframework.util.ClassUtils;

/**
 * The text of the log for a failure of the database. It has no message of an exception:
 * drivers repeat the values of a statement in theirs.
 */
final class FailureText {

	/** The number of causes that are looked at: they may be a circle. */
	private static final int MAX_CAUSES = 32;

	private FailureText() {
	}

	static String of(Throwable failure) {
		Throwable root = failure;
		SQLException refusal = null;
		for (int i = 0; i < MAX_CAUSES; i++) {
			refusal = (root instanceof SQLException sql) ? sql : refusal;
			if (root.getCause() == null) {
				break;
			}
			root = root.getCause();
		}
		return name(failure) + ((refusal != null) ? state(refusal) : place(root));
	}

	private static String state(SQLException refusal) {
		return ", " + name(refusal) + " with SQLState " + refusal.getSQLState() + " and code " + refusal.getErrorCode();
	}

	private static String place(Throwable root) {
		StackTraceElement[] stack = root.getStackTrace();
		return ", " + name(root) + ((stack.length > 0) ? " at " + stack[0] : "");
	}

	private static String name(Throwable failure) {
		return ClassUtils.getShortName(failure.getClass());
	}

}
