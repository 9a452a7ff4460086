// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Says to an instrumented model that its call is told to handlers already, by an advisor
 * around it. The first model below takes that, so that models which it calls itself are
 * told of.
 */
final class Observing {

	private static final String KEY = Observing.class.getName();

	private static final ThreadLocal<@Nullable AtomicBoolean> HERE = new ThreadLocal<>();

	private Observing() {
	}

	/**
	 * Calls what is told of.
	 */
	static <T> T call(Supplier<T> body) {
		AtomicBoolean before = HERE.get();
		HERE.set(new AtomicBoolean(true));
		try {
			return body.get();
		}
		finally {
			if (before != null) {
				HERE.set(before);
			}
			else {
				HERE.remove();
			}
		}
	}

	static Context in(Context context) {
		return context.put(KEY, new AtomicBoolean(true));
	}

	/**
	 * Whether the call that is made on this thread is told of already.
	 */
	static boolean take() {
		AtomicBoolean told = HERE.get();
		return told != null && told.getAndSet(false);
	}

	/**
	 * Whether the stream that is subscribed to is told of already.
	 */
	static boolean take(ContextView context) {
		AtomicBoolean told = context.getOrDefault(KEY, null);
		return told != null && told.getAndSet(false);
	}

}
