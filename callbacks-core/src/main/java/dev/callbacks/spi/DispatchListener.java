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
package dev.callbacks.spi;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * Told what the dispatcher does. Called by many threads at once, on the threads that do
 * the work, so it must be fast and must not block.
 *
 * @since 0.1.0
 */
public interface DispatchListener {

	/**
	 * A run was opened.
	 * @param run the run
	 */
	default void opened(RunInfo run) {
	}

	/**
	 * A run ended.
	 * @param run the run
	 * @param reason why, or {@code null} if it came to its end
	 */
	default void ended(RunInfo run, @Nullable EndReason reason) {
	}

	/**
	 * The listener for one handler, asked for once.
	 * @param handler the handler
	 * @return the listener
	 */
	default HandlerListener handler(HandlerDescriptor handler) {
		return new HandlerListener() {
		};
	}

}
