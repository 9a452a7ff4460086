// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * The view of a library's user on one call: requests to the model, calls of tools and
 * pieces in their order, the answer or the failure with its causes, and for each whether
 * it came on the caller's thread.
 */
final class UserView {

	private final Thread caller = Thread.currentThread();

	private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

	/** The exception that both sides of a comparison have to see as the same object. */
	private final Throwable scripted;

	UserView(Throwable scripted) {
		this.scripted = scripted;
	}

	/**
	 * Records the value or the exception of a call.
	 */
	UserView see(UserCall call) {
		try {
			this.seen.add(Collections.singletonList(call.answer()));
		}
		catch (TestAbortedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			this.seen.add(chain(ex));
		}
		return this;
	}

	private List<Object> chain(Throwable failure) {
		List<Object> chain = new ArrayList<>();
		Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable cause = failure; cause != null && known.add(cause); cause = cause.getCause()) {
			chain.add((cause == this.scripted) ? cause : cause.getClass().getName() + ": " + cause.getMessage());
		}
		return chain;
	}

	/**
	 * Records an observation on this thread.
	 */
	void see(String what) {
		this.seen.add(what + ((Thread.currentThread() == this.caller) ? "" : " on another thread"));
	}

	List<Object> seen() {
		return List.copyOf(this.seen);
	}

	@Override
	public String toString() {
		return this.seen.toString();
	}

	/**
	 * A call of a library by its user.
	 */
	@FunctionalInterface
	interface UserCall {

		@Nullable Object answer() throws Exception;

	}

}
