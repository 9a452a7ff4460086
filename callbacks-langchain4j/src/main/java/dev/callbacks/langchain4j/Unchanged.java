// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A call of user code inside a run, which remembers what the code threw: the caller gets
 * that very exception, whatever the run made of it. Used once, by one thread.
 *
 * @param <T> what the code returns
 */
final class Unchanged<T> {

	private final Supplier<T> code;

	private @Nullable Throwable thrown;

	Unchanged(Supplier<T> code) {
		this.code = code;
	}

	T call() {
		try {
			return this.code.get();
		}
		catch (Throwable ex) {
			this.thrown = ex;
			throw ex;
		}
	}

	/**
	 * The exception for the caller of a run that has failed.
	 * @param failure what the run failed with
	 * @return nothing
	 */
	RuntimeException rethrow(Throwable failure) {
		return sneaky((this.thrown != null) ? this.thrown : failure);
	}

	@SuppressWarnings("unchecked")
	static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
		throw (X) failure;
	}

}
