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
package dev.callbacks.autoconfigure;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;

/**
 * The way of the current run to the threads of Reactor's schedulers, for libraries that
 * look up what is current there. Carries nothing else, and ends with the application.
 */
final class SchedulerPropagation implements DisposableBean {

	private final String key = SchedulerPropagation.class.getName() + '@' + System.identityHashCode(this);

	SchedulerPropagation() {
		Schedulers.onScheduleHook(this.key, SchedulerPropagation::carrying);
	}

	private static Runnable carrying(Runnable task) {
		Run run = Run.find().orElse(null);
		if (run == null) {
			return task;
		}
		return () -> {
			Run before = CurrentRun.set(run);
			try {
				task.run();
			}
			finally {
				CurrentRun.set(before);
			}
		};
	}

	@Override
	public void destroy() {
		Schedulers.resetOnScheduleHook(this.key);
	}

}
