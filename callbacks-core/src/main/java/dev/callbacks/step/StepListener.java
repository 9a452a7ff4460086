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
package dev.callbacks.step;

import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.StartEvent;

/**
 * Tells listeners of the starts and endings of a step.
 */
record StepListener(Consumer<? super StartEvent> onStart, Consumer<? super EndEvent> onEnd,
		Consumer<? super ErrorEvent> onError) implements CallbackHandler {

	@Override
	public void onEvent(CallbackEvent event) {
		if (event instanceof StartEvent start) {
			this.onStart.accept(start);
		}
		else if (event instanceof EndEvent end) {
			this.onEnd.accept(end);
		}
		else if (event instanceof ErrorEvent error) {
			this.onError.accept(error);
		}
	}

	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
