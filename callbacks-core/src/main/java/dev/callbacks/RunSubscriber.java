// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.callbacks.event.EventType;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription to a stream that is a run: stands between body and consumer. Items and
 * requests pass straight through; the end waits for the handlers.
 * <p>
 * The run is current while the body is subscribed to and asked for more, and the caller's
 * run while the consumer is given an item.
 */
final class RunSubscriber<T> implements CoreSubscriber<T>, Subscription {

	private final Supplier<? extends Publisher<? extends T>> body;

	private final UnaryOperator<@Nullable Object> view;

	private final CoreSubscriber<? super T> consumer;

	private final Context context;

	private final @Nullable Run callersRun;

	private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

	private final @Nullable StreamedOutput output;

	private final Run run;

	/** The subscription as it is made by another thread: with the caller's context. */
	private final Runnable elsewhere;

	/** The thread that is in {@link #begin()}. */
	private volatile @Nullable Thread starting;

	private volatile boolean cancelled;

	/** Whether the consumer has its subscription; by the thread that subscribes. */
	private volatile boolean subscribed;

	/** Whether the body ended while the subscribing thread was in it. */
	private volatile boolean endedHere;

	private final AtomicBoolean told = new AtomicBoolean();

	/** The failure of the body, of whose wrapper handlers are not told. */
	private volatile @Nullable Throwable thrown;

	/** Whether the thread that subscribes waits for the start. */
	private final boolean waiting;

	RunSubscriber(CallbackManager manager, Function<RunSpec, Run> open, RunSpec spec,
			Supplier<? extends Publisher<? extends T>> body, UnaryOperator<@Nullable Object> view,
			CoreSubscriber<? super T> consumer, boolean single, boolean waiting) {
		this.waiting = waiting;
		this.body = body;
		this.view = view;
		// a run may end from outside while an item is on its way
		this.consumer = Operators.serialize(consumer);
		Context context = consumer.currentContext();
		this.callersRun = CurrentRun.in(context);
		this.elsewhere = manager.withCallersContext(this::subscribe);
		StreamedOutput output = new StreamedOutput(single);
		this.run = open.apply(spec.withContext(context).withPartial(output::value).withOnAbort((error) -> abort()));
		this.context = context.put(CurrentRun.KEY, this.run);
		boolean wanted = this.run.wants(EventType.CHAIN_END) || this.run.wants(EventType.CHAIN_ERROR)
				|| this.run.wants(EventType.TOOL_END) || this.run.wants(EventType.TOOL_ERROR)
				|| this.run.wants(EventType.RETRIEVER_END) || this.run.wants(EventType.RETRIEVER_ERROR);
		this.output = wanted ? output : null;
	}

	void begin() {
		if (this.waiting) {
			RunFutures.awaitHere(this.run.started());
		}
		this.starting = Thread.currentThread();
		if (!this.waiting || !this.run.started().toCompletableFuture().isDone()) {
			subscribed();
		}
		this.run.finished().whenComplete((result, failure) -> {
			if (!this.endedHere && (this.starting == null || this.subscribed)) {
				conclude(failure);
			}
		});
		this.run.started().whenComplete((started, failure) -> {
			if (failure == null && !this.cancelled) {
				Runnable body = (Thread.currentThread() == this.starting) ? this::subscribe : this.elsewhere;
				body.run();
			}
		});
		this.starting = null;
		if (this.endedHere || this.run.finished().toCompletableFuture().isDone()) {
			concludeHere();
		}
	}

	/**
	 * Hands the consumer its subscription: if this thread waited for the start, when the
	 * body hands over its own, so that the consumer sees them in the body's order.
	 */
	private void subscribed() {
		if (!this.subscribed) {
			this.subscribed = true;
			this.consumer.onSubscribe(this);
		}
	}

	/**
	 * Tells the consumer on the subscribing thread, which gets what the consumer throws.
	 */
	private void concludeHere() {
		CompletableFuture<?> finished = this.run.finished().toCompletableFuture();
		RunFutures.awaitHere(finished);
		if (finished.isDone()) {
			conclude(RunFutures.failure(finished));
		}
		else {
			finished.whenComplete((result, failure) -> conclude(failure));
		}
	}

	private void subscribe() {
		Run before = CurrentRun.set(this.run);
		try {
			LawfulFlux.<T>of(Objects.requireNonNull(this.body.get(), "the body of the run returned no stream"))
				.subscribe(this);
		}
		catch (Throwable failure) {
			onError(failure);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void conclude(@Nullable Throwable failure) {
		if (this.cancelled || !this.told.compareAndSet(false, true)) {
			return;
		}
		Run before = CurrentRun.set(this.callersRun);
		try {
			subscribed();
			if (failure != null) {
				Throwable thrown = this.thrown;
				boolean known = thrown != null && failure == RunFutures.unwrap(thrown);
				this.consumer.onError(known ? Objects.requireNonNull(thrown) : failure);
			}
			else {
				this.consumer.onComplete();
			}
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void abort() {
		this.upstream.cancel();
	}

	// What the body signals

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream.set(subscription);
		subscribed();
	}

	@Override
	public void onNext(T item) {
		if (this.output != null) {
			this.output.add(this.view.apply(item));
		}
		Run before = CurrentRun.set(this.callersRun);
		try {
			this.consumer.onNext(item);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public void onComplete() {
		this.endedHere = isStarting();
		this.run.end((this.output != null) ? this.output.value() : null);
	}

	@Override
	public void onError(Throwable failure) {
		this.endedHere = isStarting();
		this.thrown = failure;
		this.run.error(Objects.requireNonNull(RunFutures.unwrap(failure)));
	}

	private boolean isStarting() {
		return this.waiting && Thread.currentThread() == this.starting;
	}

	// What the consumer signals

	@Override
	public void request(long count) {
		Run before = CurrentRun.set(this.run);
		try {
			this.upstream.request(count);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		RunFutures.close(this.run);
		this.upstream.cancel();
	}

}
