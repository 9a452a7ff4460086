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

import dev.callbacks.spi.DropReason;

/**
 * A lane that has something to do, as those see it who bring it to a thread.
 */
interface ReadyLane {

	/**
	 * Whether it waits for one of the workers, which others may need as well.
	 */
	boolean needsWorker();

	/**
	 * Since when it is ready.
	 */
	long readyAt();

	/**
	 * Whether its handler was slow the last time: then others are not made to wait behind
	 * it.
	 */
	boolean isSlow();

	/**
	 * Gets it a permit of its handler.
	 * @return whether it has one; else it is no longer this thread's, and goes on when
	 * there is one
	 */
	boolean enter();

	/**
	 * Works off a batch with a permit, and gives that back.
	 * @param now the time
	 * @return the time when the batch was done
	 */
	long work(long now);

	/**
	 * Brings it to a thread that may run its handler.
	 */
	void toThread();

	/**
	 * Goes on with a permit that was waited for.
	 */
	void permitted();

	/**
	 * Drops all that it has, since there will be no thread for it.
	 */
	void drop(DropReason reason);

}
