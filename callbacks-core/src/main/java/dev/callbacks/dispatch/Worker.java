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

import org.jspecify.annotations.Nullable;

/**
 * What a thread that works off lanes knows of its work, and shows to the watchdog.
 */
final class Worker {

	private static final VarHandle TURNS = Fields.field(MethodHandles.lookup(), "turns", int.class);

	/** The time when the worker last looked: when the last lane was left. */
	long now;

	/** The lanes of the entry at hand that had their turn. */
	long served;

	/** How many lanes the worker has taken and left. Read by the watchdog. */
	private int turns;

	/** The entry at hand, unless it was handed on. Released with the turns. */
	private @Nullable ReadyLanes entry;

	private @Nullable HandlerChannel channel;

	/** What the watchdog saw last. The watchdog's. */
	private int turnsSeen;

	private boolean helped;

	/**
	 * The worker goes to a handler.
	 * @param entry what it has in its hands meanwhile, or {@code null}
	 */
	void goesTo(HandlerChannel channel, @Nullable ReadyLanes entry) {
		this.entry = entry;
		this.channel = channel;
		TURNS.setRelease(this, this.turns + 1);
	}

	/**
	 * The worker left the handler.
	 */
	void comesBack() {
		this.entry = null;
		this.channel = null;
		TURNS.setRelease(this, this.turns + 1);
	}

	/**
	 * The entry that has to be handed on in the worker's place, since it has been in one
	 * handler from one look of the watchdog to the next. Given once. The watchdog's.
	 */
	@Nullable ReadyLanes heldUpWith() {
		int turns = (int) TURNS.getAcquire(this);
		if (turns != this.turnsSeen) {
			this.turnsSeen = turns;
			this.helped = false;
			return null;
		}
		ReadyLanes entry = this.entry;
		HandlerChannel channel = this.channel;
		if (this.helped || entry == null || channel == null) {
			return null;
		}
		this.helped = true;
		channel.setSlow(true);
		return entry;
	}

}
