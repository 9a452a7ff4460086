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

import java.util.Objects;
import java.util.concurrent.CompletionStage;

import dev.callbacks.RunCancelledException;

/**
 * The failure of a handler with {@code raise-error}, on its way through the library to
 * the caller. No {@link Exception}, since the library hides those from its caller in
 * listeners and tools.
 */
@SuppressWarnings("serial")
final class Refusal extends Error {

	Refusal(Throwable failure) {
		super(failure.toString(), failure, false, false);
	}

	/**
	 * Waits for handlers, unless this thread must not wait.
	 * @param stage when they have finished
	 */
	static void await(CompletionStage<?> stage) {
		Throwable failure = Waiting.until(stage);
		if (failure != null && !(failure instanceof RunCancelledException)) {
			throw new Refusal(failure);
		}
	}

	/**
	 * The failure for the caller, where the library may have wrapped a refusal that came
	 * from another thread.
	 * @param thrown what the library has thrown
	 * @return the failure of the handler, or what was thrown
	 */
	static Throwable unwrap(Throwable thrown) {
		Throwable refusal = (thrown.getCause() instanceof Refusal cause) ? cause : thrown;
		return (refusal instanceof Refusal) ? Objects.requireNonNull(refusal.getCause()) : thrown;
	}

}
