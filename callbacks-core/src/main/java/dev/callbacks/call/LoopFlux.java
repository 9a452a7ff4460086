// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream that requests and hands on its items in the loop of a waiting thread, one at a
 * time, with the run of the call current. It is no {@code publishOn}: where Reactor
 * propagates contexts by itself, tasks of its schedulers capture and restore
 * thread-locals, which an accessor that throws would bring to a stop.
 *
 * @param <T> the type of the items
 */
final class LoopFlux<T> extends Flux<T> {

	private final Flux<T> source;

	private final CallerLoop loop;

	private final Run run;

	LoopFlux(Flux<T> source, CallerLoop loop, Run run) {
		this.source = source;
		this.loop = loop;
		this.run = run;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		this.source.subscribe(new Signals<>(consumer, this.loop, this.run));
	}

	/**
	 * The signals between source and consumer.
	 */
	private static final class Signals<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> consumer;

		private final CallerLoop loop;

		private final Run run;

		private final Demand demand = new Demand();

		/** The number of signals to handle; who adds the first one has all handled. */
		private final AtomicInteger signals = new AtomicInteger();

		private @Nullable Subscription subscription;

		private volatile @Nullable T item;

		/** Whether the source is done; written after {@link #failure} and the item. */
		private volatile boolean done;

		private @Nullable Throwable failure;

		/** Whether the consumer has cancelled, or got its end. */
		private volatile boolean over;

		/** Whether a requested item has not come yet. Confined to the loop. */
		private boolean asked;

		private Signals(CoreSubscriber<? super T> consumer, CallerLoop loop, Run run) {
			this.consumer = consumer;
			this.loop = loop;
			this.run = run;
		}

		@Override
		public Context currentContext() {
			return this.consumer.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			this.consumer.onSubscribe(this);
		}

		@Override
		public void onNext(T item) {
			this.item = item;
			signal();
		}

		@Override
		public void onError(Throwable failure) {
			this.failure = failure;
			onComplete();
		}

		@Override
		public void onComplete() {
			this.done = true;
			signal();
		}

		@Override
		public void request(long count) {
			if (Operators.validate(count)) {
				this.demand.add(count);
				signal();
			}
		}

		@Override
		public void cancel() {
			this.over = true;
			subscription().cancel();
		}

		private Subscription subscription() {
			return Objects.requireNonNull(this.subscription);
		}

		private void signal() {
			if (this.signals.getAndIncrement() == 0) {
				this.loop.executeWork(this::handle);
			}
		}

		private void handle() {
			int missed = 1;
			Throwable thrown = null;
			do {
				boolean done = this.done;
				thrown = Failures.attempt(thrown, () -> inRun(this::deliver));
				thrown = Failures.attempt(thrown, () -> inRun(done ? this::end : this::ask));
				missed = this.signals.addAndGet(-missed);
			}
			while (missed != 0);
			if (thrown != null) {
				// what is not fatal, the call has as its failure
				Failures.throwIfFatal(thrown);
			}
		}

		private void inRun(Runnable task) {
			try (Run.Scope scope = this.run.scope()) {
				Objects.requireNonNull(scope);
				task.run();
			}
		}

		private void deliver() {
			T item = this.item;
			if (item != null && !this.over) {
				this.item = null;
				this.asked = false;
				this.demand.met();
				this.consumer.onNext(item);
			}
		}

		private void ask() {
			if (!this.asked && !this.over && this.demand.isUnmet()) {
				this.asked = true;
				subscription().request(1);
			}
		}

		private void end() {
			if (this.over) {
				return;
			}
			this.over = true;
			if (this.failure != null) {
				this.consumer.onError(this.failure);
			}
			else {
				this.consumer.onComplete();
			}
		}

	}

}
