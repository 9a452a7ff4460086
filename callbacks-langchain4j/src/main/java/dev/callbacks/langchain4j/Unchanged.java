/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
