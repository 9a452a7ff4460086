// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.call.Handoff;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.Failures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * A handler that hands the events of a call, and of all runs below it, to one consumer.
 */
final class EventQueue implements AsyncCallbackHandler {

	/** A timeout without effect: a slow consumer is no failure. */
	private static final Duration NO_DEADLINE = Duration.ofDays(36_500);

	private final Predicate<CallbackEvent> filter;

	private final Handoff<CallbackEvent> events;

	private volatile @Nullable OpenCall<?> call;

	EventQueue(Predicate<CallbackEvent> filter, int bound) {
		this.filter = filter;
		this.events = new Handoff<>(bound, this::close);
	}

	private void close() {
		OpenCall<?> call = this.call;
		if (call != null) {
			call.close();
		}
	}

	/**
	 * Begins the call and hands its events to a consumer.
	 */
	void observe(OpenCall<?> call, CoreSubscriber<? super CallbackEvent> consumer) {
		this.call = call;
		this.events.subscribe(consumer);
		OpenCall.inContext(consumer.currentContext(), (caller) -> call.begin())
			.whenComplete((result, failure) -> this.events.complete(Failures.unwrap(failure)));
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withWindow(1).withTimeout(NO_DEADLINE).withDemandsStreaming(true);
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		CompletionStage<?> room = null;
		// the last event, even if runs below are still open
		boolean last = event instanceof TerminalEvent && isOwn(event);
		if (this.filter.test(event)) {
			room = last ? this.events.offerLast(event) : this.events.offer(event);
		}
		else if (last) {
			this.events.close();
		}
		return room;
	}

	private boolean isOwn(CallbackEvent event) {
		OpenCall<?> call = this.call;
		// before the call is known there is no other run
		return call == null || event.run().id().equals(call.run().info().id());
	}

}
