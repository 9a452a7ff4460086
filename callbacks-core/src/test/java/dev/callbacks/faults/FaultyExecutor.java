// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

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
