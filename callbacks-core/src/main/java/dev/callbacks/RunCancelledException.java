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
package dev.callbacks;

import dev.callbacks.event.EndReason;

/**
 * A run was ended from outside before it came to its end.
 *
 * @since 0.1.0
 */
public final class RunCancelledException extends CallbackException {

	private final EndReason reason;

	/**
	 * Creates the exception.
	 * @param message what happened
	 * @param reason why the run ended
	 */
	public RunCancelledException(String message, EndReason reason) {
		super(message);
		this.reason = reason;
	}

	/**
	 * Creates the exception.
	 * @param message what happened
	 * @param reason why the run ended
	 * @param cause what told of it
	 */
	public RunCancelledException(String message, EndReason reason, Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Why the run ended.
	 * @return the reason
	 */
	public EndReason reason() {
		return this.reason;
	}

}
