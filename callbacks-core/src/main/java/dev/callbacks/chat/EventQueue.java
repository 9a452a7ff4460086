// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.call.Failures;
import dev.callbacks.call.Handoff;
import dev.callbacks.call.OpenCall;
import dev.callbacks.call.RunEndListener;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.Stages;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * A handler that hands the events of a call, and of all runs below it, to one consumer.
 */
final class EventQueue implements AsyncCallbackHandler, RunEndListener {

	/** A timeout without effect: a slow consumer is no failure. */
	private static final Duration NO_DEADLINE = Duration.ofDays(36_500);

	private final Predicate<CallbackEvent> filter;

	private final Handoff<CallbackEvent> events;

	private volatile @Nullable OpenCall<?> call;

	/** Whether events of the call come, so that its terminal event is waited for. */
	private volatile boolean started;

	/** Complete when no further event of the call comes. */
	private final CompletableFuture<Object> ended = new CompletableFuture<>();

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
	void observe(RunOpener opener, OpenCall<?> call, CoreSubscriber<? super CallbackEvent> consumer) {
		this.call = call;
		this.events.subscribe(consumer);
		Stages.whenDone(call.future(), (result, failure) -> {
			if (!this.started) {
				this.ended.complete(this);
			}
			// the call may be over before its handlers are
			this.ended.thenRun(() -> this.events.complete(Failures.unwrap(failure)));
		});
		OpenCall.inContext(opener, consumer.currentContext(), (caller) -> call.begin());
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withWindow(1).withTimeout(NO_DEADLINE).withDemandsStreaming(true);
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		CompletionStage<?> room = null;
		// the last event, even if runs below are still open
		boolean last = event instanceof TerminalEvent && isOwn(event.run());
		this.started = true;
		if (this.filter.test(event)) {
			UUID run = event.run().id();
			room = last ? this.events.offerLast(run, event) : this.events.offer(run, event);
		}
		else if (last) {
			this.events.close();
		}
		if (last) {
			this.ended.complete(this);
		}
		return room;
	}

	@Override
	public void ending(RunInfo run, Throwable error) {
		this.events.release(run.id());
	}

	@Override
	public void closed(RunInfo run, @Nullable Throwable error) {
		this.events.forget(run.id());
		if (isOwn(run)) {
			this.ended.complete(this);
		}
	}

	private boolean isOwn(RunInfo run) {
		OpenCall<?> call = this.call;
		// before the call is known there is no other run
		return call == null || run.id().equals(call.run().info().id());
	}

}
