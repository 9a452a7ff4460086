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
package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The failures of a run's handlers that the caller shall see. Guarded by itself.
 */
final class Raised {

	private final List<Failure> failures = new ArrayList<>();

	synchronized void add(long sequence, int order, Throwable failure) {
		this.failures.add(new Failure(sequence, order, failure));
	}

	/**
	 * The first failure in the order of events and handlers, with the others suppressed
	 * in it.
	 */
	synchronized @Nullable Throwable first() {
		if (this.failures.isEmpty()) {
			return null;
		}
		this.failures.sort(Comparator.comparingLong(Failure::sequence).thenComparingInt(Failure::order));
		Throwable first = this.failures.get(0).failure();
		addTo(first);
		return first;
	}

	/**
	 * What the caller of a run shall see.
	 * @param error what the run ended with, or {@code null}
	 */
	synchronized @Nullable Throwable failureOf(@Nullable Throwable error) {
		if (error == null || this.failures.stream().anyMatch((failure) -> failure.failure() == error)) {
			return first();
		}
		addTo(error);
		return error;
	}

	private void addTo(Throwable error) {
		for (Failure failure : this.failures) {
			if (failure.failure() != error && !List.of(error.getSuppressed()).contains(failure.failure())) {
				error.addSuppressed(failure.failure());
			}
		}
	}

	private record Failure(long sequence, int order, Throwable failure) {
	}

}
