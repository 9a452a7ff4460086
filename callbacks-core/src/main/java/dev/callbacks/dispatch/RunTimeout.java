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

import java.time.Duration;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * The time after which a run is ended, if it has one.
 */
final class RunTimeout {

	private volatile @Nullable Future<?> timeout;

	/**
	 * Begins to wait.
	 * @param ending is run on the work executor when the time has come
	 */
	void arm(@Nullable Duration timeout, Engine engine, Runnable ending) {
		if (timeout != null) {
			this.timeout = engine.timer.schedule(() -> engine.work.execute(ending), timeout.toNanos());
		}
	}

	void cancel() {
		Future<?> timeout = this.timeout;
		if (timeout != null) {
			timeout.cancel(false);
		}
	}

}
