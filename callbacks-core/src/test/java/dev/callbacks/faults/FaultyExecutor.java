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
package dev.callbacks.faults;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Goes wrong for one task.
 *
 * @param world the cell's
 * @param place which of the two executors it is
 * @param pool what runs the tasks otherwise
 */
record FaultyExecutor(World world, Place place, Executor pool) implements Executor {

	@Override
	public void execute(Runnable task) {
		if (!this.world.trigger().isFirstDue(this.place)) {
			this.pool.execute(task);
			return;
		}
		switch (this.world.cell.fault()) {
			case NEVER -> {
			}
			case TWICE -> {
				this.pool.execute(task);
				this.pool.execute(task);
			}
			case LATE ->
				World.TIMER.schedule(() -> this.pool.execute(task), Trigger.HELD_MILLIS, TimeUnit.MILLISECONDS);
			case REENTRANT -> task.run();
			case FOREIGN -> this.world.foreign(task);
			default -> Trigger.<RuntimeException>sneaky(this.world.trigger().failure());
		}
	}

}
