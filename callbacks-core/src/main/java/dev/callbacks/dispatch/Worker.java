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

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * What a thread that works off lanes shows to the watchdog.
 */
final class Worker {

	/** The lane that the worker is with, and how many it has been with. */
	private volatile @Nullable ReadyLane lane;

	private volatile int turns;

	private final AtomicBoolean heldUp = new AtomicBoolean();

	/** What the watchdog saw last. The watchdog's. */
	private int turnsSeen;

	void goesTo(ReadyLane lane) {
		this.turns = this.turns + 1;
		this.lane = lane;
	}

	void comesBack(AtomicInteger count) {
		this.lane = null;
		if (this.heldUp.get() && this.heldUp.getAndSet(false)) {
			count.decrementAndGet();
		}
	}

	/**
	 * Whether it has been with one lane from one look of the watchdog to the next. The
	 * watchdog's.
	 */
	boolean isStill() {
		ReadyLane lane = this.lane;
		boolean still = lane != null && this.turns == this.turnsSeen;
		this.turnsSeen = this.turns;
		if (still && lane != null) {
			lane.isHoldingUp();
		}
		return still;
	}

	/**
	 * Counts it among those that are held up, if it was not.
	 */
	boolean hold(AtomicInteger count) {
		if (!this.heldUp.compareAndSet(false, true)) {
			return false;
		}
		count.incrementAndGet();
		return true;
	}

}
