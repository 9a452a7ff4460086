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

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The common ground of all runs of a dispatcher: its settings, its threads, and whether
 * it still delivers.
 */
final class Engine {

	final DispatchOptions options;

	final Workers workers;

	final ScheduledExecutorService timer = EngineThreads.forTimes();

	/** Runs a task on the work executor, or here if that takes none. */
	final Executor work = this::work;

	/** Whether events are dropped, at the end of a drain. */
	volatile boolean discarding;

	Engine(DispatchOptions options) {
		this.options = options;
		this.workers = new Workers(options.executor(), options.workers(), options.resize());
	}

	/**
	 * Whether there may be a handler that does not get events. While all is well that is
	 * asked once for all handlers.
	 */
	boolean mayDrop() {
		return this.discarding || this.workers.areSomeStuck();
	}

	/**
	 * Runs a task even if the executor does not: it belongs to a run and must not be
	 * lost.
	 */
	private void work(Runnable task) {
		AtomicBoolean begun = new AtomicBoolean();
		Runnable once = () -> {
			if (begun.compareAndSet(false, true)) {
				task.run();
				Fatal.rethrow();
			}
		};
		if (!ForeignCode.execute(this.options.work(), once)) {
			once.run();
		}
	}

}
