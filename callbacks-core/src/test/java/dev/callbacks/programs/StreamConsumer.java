// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.programs.Action.Demand;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/**
 * A consumer of a stream that asks for items as its action says, and checks what it gets.
 */
final class StreamConsumer<T> extends BaseSubscriber<T> {

	private final World world;

	private final Action action;

	private final Control control;

	private final Executor elsewhere;

	final AtomicLong requested = new AtomicLong();

	private final AtomicInteger received = new AtomicInteger();

	private final List<Long> times = new ArrayList<>();

	/** Done when the stream has ended, or was closed. */
	final CompletableFuture<Object> done = new CompletableFuture<>();

	private volatile boolean over;

	StreamConsumer(World world, Action action, Control control) {
		this.world = world;
		this.action = action;
		this.control = control;
		this.elsewhere = world.helpers();
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		this.control.install(this::dispose);
		Demand demand = this.action.demand();
		ask((demand.first() == 0) ? Long.MAX_VALUE : demand.first());
	}

	private void ask(long count) {
		this.requested.accumulateAndGet(count, (one, other) -> (one + other < 0) ? Long.MAX_VALUE : one + other);
		request(count);
	}

	@Override
	protected void hookOnNext(T item) {
		if (this.over) {
			this.world.journal.violated("Reactive Streams: a" + this.action.id() + " got an item after the end");
		}
		this.times.add(this.world.journal.now());
		int count = this.received.incrementAndGet();
		if (count > this.requested.get()) {
			this.world.journal.violated("Reactive Streams: a" + this.action.id() + " got more items than it asked for");
		}
		Demand demand = this.action.demand();
		if (count == demand.take()) {
			dispose();
		}
		else if (demand.first() > 0 && count % demand.first() == 0) {
			Executor executor = demand.elsewhere() ? this.elsewhere : Runnable::run;
			executor.execute(() -> ask(demand.first()));
		}
	}

	@Override
	protected void hookOnComplete() {
		end(null);
	}

	@Override
	protected void hookOnError(Throwable failure) {
		end(failure);
	}

	private void end(Throwable failure) {
		if (this.over) {
			this.world.journal.violated("Reactive Streams: a" + this.action.id() + " ended twice");
		}
		this.over = true;
		Outcomes.record(this.world, this.action, failure);
		if (this.action.kind() == Action.Kind.MODEL && this.action.method() == Action.Method.STREAM) {
			this.world.journal.consumed.put(this.action.runId(this.world.program.seed()), List.copyOf(this.times));
		}
	}

	@Override
	public String toString() {
		return this.received + " of " + this.requested + " items" + (this.over ? ", over" : "")
				+ (isDisposed() ? ", disposed" : "");
	}

	@Override
	protected void hookFinally(SignalType type) {
		this.done.complete(this);
	}

}
