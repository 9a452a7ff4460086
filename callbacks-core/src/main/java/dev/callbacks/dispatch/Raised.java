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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The failures of a run's handlers that the caller shall see. Guarded by itself.
 */
final class Raised {

	/** Made with the first of them. */
	private @Nullable List<Failure> failures;

	synchronized void add(long sequence, int order, Throwable failure) {
		this.failures = (this.failures != null) ? this.failures : new ArrayList<>();
		this.failures.add(new Failure(sequence, order, failure));
	}

	/**
	 * The first failure in the order of events and handlers, with the others suppressed
	 * in it.
	 */
	synchronized @Nullable Throwable first() {
		if (this.failures == null) {
			return null;
		}
		this.failures.sort(Comparator.comparingLong(Failure::sequence).thenComparingInt(Failure::order));
		Throwable first = this.failures.get(0).failure();
		addTo(this.failures, first);
		return first;
	}

	/**
	 * What the caller of a run shall see.
	 * @param error what the run ended with, or {@code null}
	 */
	synchronized @Nullable Throwable failureOf(@Nullable Throwable error) {
		if (this.failures == null) {
			return error;
		}
		if (error == null || this.failures.stream().anyMatch((failure) -> failure.failure() == error)) {
			return first();
		}
		addTo(this.failures, error);
		return error;
	}

	private static void addTo(List<Failure> failures, Throwable error) {
		for (Failure failure : failures) {
			Throwable other = failure.failure();
			if (other != error && Arrays.stream(error.getSuppressed()).noneMatch((known) -> known == other)) {
				error.addSuppressed(other);
			}
		}
	}

	private record Failure(long sequence, int order, Throwable failure) {
	}

}
