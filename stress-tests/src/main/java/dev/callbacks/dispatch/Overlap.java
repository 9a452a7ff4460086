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

import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.CallbackEvent;

/**
 * A serialized handler that notices a second thread.
 */
final class Overlap implements CallbackHandler {

	final AtomicInteger calls = new AtomicInteger();

	volatile boolean overlapped;

	private final AtomicInteger inside = new AtomicInteger();

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withSerialized(true);
	}

	@Override
	public void onEvent(CallbackEvent event) {
		if (this.inside.incrementAndGet() != 1) {
			this.overlapped = true;
		}
		this.calls.incrementAndGet();
		for (int i = 0; i < 20; i++) {
			Thread.onSpinWait();
		}
		this.inside.decrementAndGet();
	}

}
