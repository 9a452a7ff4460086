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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The runs that are open: not ended, or with a handler that still works on their events.
 */
final class OpenRuns {

	private final Set<EventRun> runs = ConcurrentHashMap.newKeySet();

	private final Object idle = new Object();

	void add(EventRun run) {
		this.runs.add(run);
	}

	void remove(EventRun run) {
		this.runs.remove(run);
		if (this.runs.isEmpty()) {
			synchronized (this.idle) {
				this.idle.notifyAll();
			}
		}
	}

	void forEach(Consumer<EventRun> action) {
		this.runs.forEach(action);
	}

	int size() {
		return this.runs.size();
	}

	boolean isEmpty() {
		return this.runs.isEmpty();
	}

	boolean awaitNone(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		synchronized (this.idle) {
			while (!this.runs.isEmpty()) {
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					return false;
				}
				TimeUnit.NANOSECONDS.timedWait(this.idle, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
			}
		}
		return true;
	}

}
