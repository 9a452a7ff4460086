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
package dev.callbacks.chat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.OpenCall;
import dev.callbacks.RunFutures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Stands between the runs of a call and one consumer of their events. Takes an event at
 * once, which keeps their order, and lets the run that brought it wait while there are
 * more than so many: each run below is at most one event ahead.
 */
final class EventQueue implements AsyncCallbackHandler, Subscription {

	/** The consumer has all the time it wants. */
	private static final Duration NO_DEADLINE = Duration.ofDays(36_500);

	private final CoreSubscriber<? super CallbackEvent> consumer;

	private final Predicate<CallbackEvent> filter;

	private final int bound;

	/** Guarded by itself, as is {@link #waiting}. */
	private final Queue<CallbackEvent> events = new ArrayDeque<>();

	/** Whoever brought an event beyond the bound, in their order. */
	private final Queue<CompletableFuture<Object>> waiting = new ArrayDeque<>();

	private final AtomicLong requested = new AtomicLong();

	private final AtomicInteger draining = new AtomicInteger();

	private volatile @Nullable OpenCall<?> call;

	private volatile boolean closed;

	/**
	 * Whether the terminal event of the call's own run is in: nothing comes after it,
	 * also not from runs that it left open.
	 */
	private volatile boolean complete;

	/** Whether the call is over; written after {@link #failure}. */
	private volatile boolean over;

	private @Nullable Throwable failure;

	/** The drain's, as is {@link #told}. */
	private long delivered;

	private boolean told;

	EventQueue(CoreSubscriber<? super CallbackEvent> consumer, Predicate<CallbackEvent> filter, int bound) {
		this.consumer = consumer;
		this.filter = filter;
		this.bound = bound;
	}

	/**
	 * Begins the call whose events these are.
	 */
	void observe(OpenCall<?> call) {
		this.call = call;
		this.consumer.onSubscribe(this);
		call.begin().whenComplete((result, failure) -> {
			this.failure = RunFutures.unwrap(failure);
			this.over = true;
			drain();
		});
	}

	// What the runs bring

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withWindow(1).withTimeout(NO_DEADLINE).withDemandsStreaming(true);
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		if (this.closed || this.complete) {
			return null;
		}
		this.complete = event instanceof TerminalEvent && isOwn(event);
		if (!this.filter.test(event)) {
			return null;
		}
		CompletableFuture<Object> room = null;
		synchronized (this.events) {
			this.events.add(event);
			if (this.events.size() > this.bound) {
				room = new CompletableFuture<>();
				this.waiting.add(room);
			}
		}
		drain();
		return room;
	}

	private boolean isOwn(CallbackEvent event) {
		OpenCall<?> call = this.call;
		// while the call is being opened there is no other run yet
		return call == null || event.run().id().equals(call.run().info().id());
	}

	// What the consumer asks

	@Override
	public void request(long count) {
		if (Operators.validate(count)) {
			this.requested.accumulateAndGet(count, Operators::addCap);
			drain();
		}
	}

	@Override
	public void cancel() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		OpenCall<?> call = this.call;
		if (call != null) {
			call.run().cancel(EndReason.CLOSED);
		}
		letAllGo();
	}

	private void letAllGo() {
		CompletableFuture<Object> room;
		do {
			synchronized (this.events) {
				this.events.clear();
				room = this.waiting.poll();
			}
			if (room != null) {
				room.complete(this);
			}
		}
		while (room != null);
	}

	private void drain() {
		if (this.call == null || this.draining.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			deliver();
			conclude();
			missed = this.draining.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void deliver() {
		while (!this.closed && this.delivered < this.requested.get()) {
			CallbackEvent event;
			CompletableFuture<Object> room;
			synchronized (this.events) {
				event = this.events.poll();
				room = this.waiting.poll();
			}
			if (event == null) {
				return;
			}
			this.delivered++;
			this.consumer.onNext(event);
			if (room != null) {
				room.complete(this);
			}
		}
		if (this.closed) {
			letAllGo();
		}
	}

	private void conclude() {
		boolean empty;
		synchronized (this.events) {
			empty = this.events.isEmpty();
		}
		if (!this.over || !empty || this.closed || this.told) {
			return;
		}
		this.told = true;
		if (this.failure != null) {
			this.consumer.onError(this.failure);
		}
		else {
			this.consumer.onComplete();
		}
	}

}
