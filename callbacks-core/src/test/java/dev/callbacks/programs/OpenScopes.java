// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import io.micrometer.context.ThreadLocalAccessor;

/**
 * A context whose every change opens a scope that has to be closed by the thread that
 * opened it, in reverse order: as that of observations is.
 */
final class OpenScopes implements ThreadLocalAccessor<String> {

	static final String KEY = "programs.scope";

	private static final String NONE = "none";

	private static final ThreadLocal<Deque<String>> SCOPES = ThreadLocal.withInitial(ArrayDeque::new);

	/** The scopes that were closed out of order, or without being open. */
	private static final ThreadLocal<String> WRONG = new ThreadLocal<>();

	/** Makes a value the outermost of this thread, or takes that away. */
	static void become(String value) {
		SCOPES.get().clear();
		WRONG.remove();
		if (value != null) {
			SCOPES.get().push(value);
		}
	}

	static String current() {
		String value = SCOPES.get().peek();
		return NONE.equals(value) ? null : value;
	}

	/**
	 * Returns the violation on this thread, whose outermost value is known, or
	 * {@code null}.
	 */
	static String wrong(String outermost) {
		String wrong = WRONG.get();
		Deque<String> scopes = SCOPES.get();
		int expected = (outermost != null) ? 1 : 0;
		return (wrong != null) ? wrong
				: (scopes.size() != expected) ? (scopes.size() - expected) + " scopes open" : null;
	}

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public String getValue() {
		return current();
	}

	@Override
	public void setValue(String value) {
		SCOPES.get().push(value);
	}

	@Override
	public void setValue() {
		SCOPES.get().push(NONE);
	}

	@Override
	public void restore(String previous) {
		close(previous);
	}

	@Override
	public void restore() {
		close(null);
	}

	private static void close(String previous) {
		if (SCOPES.get().isEmpty()) {
			WRONG.set("a scope closed that was not open");
			return;
		}
		SCOPES.get().pop();
		if (!Objects.equals(current(), previous)) {
			WRONG.set("scopes closed in another order than they were opened");
		}
	}

}
