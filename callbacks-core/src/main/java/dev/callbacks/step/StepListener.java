// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.StartEvent;

/**
 * A handler that passes the starts and endings of a step to listeners.
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
