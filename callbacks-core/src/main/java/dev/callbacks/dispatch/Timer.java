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

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The one thread that waits for times to come. It goes when there is nothing to wait for.
 */
final class Timer {

	private @Nullable ScheduledThreadPoolExecutor timer;

	/**
	 * Runs a task after a time. The task must not hold the thread.
	 */
	Future<?> schedule(Runnable task, long nanos) {
		return timer().schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

	private synchronized ScheduledThreadPoolExecutor timer() {
		if (this.timer == null) {
			this.timer = new ScheduledThreadPoolExecutor(1, (task) -> EngineThreads.daemon(task, "callbacks-watchdog"));
			this.timer.setRemoveOnCancelPolicy(true);
			this.timer.setKeepAliveTime(10, TimeUnit.SECONDS);
			this.timer.allowCoreThreadTimeOut(true);
		}
		return this.timer;
	}

}
