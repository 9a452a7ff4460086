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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * What a thread that works off lanes shows to the watchdog.
 */
final class Worker {

	private static final VarHandle LANES = Fields.field(MethodHandles.lookup(), "lanes", ReadyLanes.class);

	private static final VarHandle TURNS = Fields.field(MethodHandles.lookup(), "turns", int.class);

	/** The lanes that it has in its hands, until the watchdog takes them away. */
	private volatile @Nullable ReadyLanes lanes;

	/** Counts what it goes to and comes back from: odd while it is in a handler. */
	private int turns;

	private final AtomicBoolean heldUp = new AtomicBoolean();

	/** What the watchdog saw last. The watchdog's. */
	private int turnsSeen;

	void take(ReadyLanes lanes) {
		LANES.setRelease(this, lanes);
	}

	boolean hasLanes() {
		return this.lanes != null;
	}

	@Nullable ReadyLanes letGo() {
		return (ReadyLanes) LANES.getAndSet(this, null);
	}

	void goesToHandler() {
		TURNS.setRelease(this, this.turns + 1);
	}

	/**
	 * It is held up no more.
	 */
	void comesBack(AtomicInteger count) {
		TURNS.setRelease(this, this.turns + 1 & ~1);
		if (this.heldUp.get() && this.heldUp.getAndSet(false)) {
			count.decrementAndGet();
		}
	}

	/**
	 * Whether it has been in one handler from one look of the watchdog to the next. The
	 * watchdog's.
	 */
	boolean isStill() {
		int turns = (int) TURNS.getAcquire(this);
		boolean still = turns == this.turnsSeen && (turns & 1) != 0;
		this.turnsSeen = turns;
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
