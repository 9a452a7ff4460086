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
 * What the user of a library sees of one call, in its order: when the model is asked and
 * tools are called, pieces, and the answer or the failure with its causes; and whether on
 * the thread of the caller.
 */
final class UserView {

	private final Thread caller = Thread.currentThread();

	private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

	/** What is known to both sides of a comparison: it has to be the same object. */
	private final Throwable scripted;

	UserView(Throwable scripted) {
		this.scripted = scripted;
	}

	/**
	 * Notes what a call returns or throws.
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
	 * Notes something that happens here and now.
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
