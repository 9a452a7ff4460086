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
package dev.callbacks.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous handler that keeps every event it gets, for tests of what is fired. As
 * it is called on the emitting thread, it has seen what happened before that thread goes
 * on. Keeps everything, so it is not for production.
 * <p>
 * <b>Thread-safety</b>: may be in any number of runs at once. <b>Ordering</b>: events of
 * one run are in their order.
 *
 * @since 0.1.0
 */
public class AsyncRecordingHandler implements AsyncCallbackHandler, RecordedEvents {

	private final Queue<CallbackEvent> events = new ConcurrentLinkedQueue<>();

	@Override
	public List<CallbackEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * Forgets what it got.
	 */
	public void clear() {
		this.events.clear();
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		this.events.add(event);
		return null;
	}

}
