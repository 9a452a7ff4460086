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

import dev.callbacks.event.CallbackEvent;

/**
 * An event that somebody waits for. Opens when every lane of the run and the appender
 * have arrived: each lane arrives once, by itself when it passes the event, or through
 * the appender that owns it.
 */
final class Barrier {

	private static final VarHandle MISSING = Fields.field(MethodHandles.lookup(), "missing", int.class);

	private final CallbackEvent event;

	private final Runnable onOpen;

	private volatile int missing;

	Barrier(CallbackEvent event, int lanes, Runnable onOpen) {
		this.event = event;
		this.missing = lanes + 1;
		this.onOpen = onOpen;
	}

	CallbackEvent event() {
		return this.event;
	}

	/**
	 * Some of those who are expected have come.
	 * @return whether they were the last, who have to call {@link #open()}
	 */
	boolean arrive(int count) {
		return (int) MISSING.getAndAdd(this, -count) == count;
	}

	void open() {
		this.onOpen.run();
	}

	static CallbackEvent eventOf(Object slot) {
		return (slot instanceof Barrier barrier) ? barrier.event() : (CallbackEvent) slot;
	}

}
