// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.UUID;

import dev.callbacks.autoconfigure.remote.RemoteFailureException;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.Retry;
import org.jspecify.annotations.Nullable;

/**
 * An event as the page gets it.
 *
 * @param run the id of the run
 * @param root the id of the run at the root of its tree
 * @param type the type of the event
 * @param sequence the place of the event in its run
 * @param at milliseconds from the start of the run
 * @param note a detail that is no content: the class of a failure, the name of a tool or
 * of a custom event, the number of an attempt
 * @param text the text of a token, if content is shown
 */
record EventView(UUID run, UUID root, EventType type, long sequence, double at, @Nullable String note,
		@Nullable String text) {

	private static final double NANOS = 1e6;

	static EventView of(CallbackEvent event) {
		return of(event, null);
	}

	static EventView of(CallbackEvent event, @Nullable String text) {
		return new EventView(event.run().id(), event.run().rootId(), event.type(), event.sequence(),
				event.nanos() / NANOS, note(event), text);
	}

	/**
	 * Returns the name of a failure, wherever it happened.
	 */
	static String failure(Throwable failure) {
		return (failure instanceof RemoteFailureException remote) ? remote.failure() : failure.getClass().getName();
	}

	private static @Nullable String note(CallbackEvent event) {
		if (event instanceof ErrorEvent error) {
			return failure(error.error());
		}
		return switch (event.type()) {
			case AGENT_ACTION -> ((AgentAction) event).tool();
			case CUSTOM_EVENT -> ((CustomEvent) event).name();
			case RETRY -> "attempt " + ((Retry) event).attempt();
			case LLM_NEW_TOKEN -> ((LlmNewToken) event).last() ? "last" : null;
			default -> null;
		};
	}

}
