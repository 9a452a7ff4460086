// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A loop of calls, each begun when the one before is done. As a stream it has the items
 * of the last call. Continuations run on the thread of a caller that waits, else on the
 * thread that ends a call, with the run and the context in which the loop was created.
 * They run in a loop, too: calls do not nest, however many they are, whether they are
 * done at once or on other threads.
 * <p>
 * For one subscriber. At most one call is under way; cancelling the subscription cancels
 * it. <b>Failure</b>: an exception of a continuation fails the stream, and so does an
 * error of the virtual machine.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class CallLoop<T> extends Flux<T> implements Subscription {

	private static final Runnable NOTHING = () -> {
	};

	private final Caller caller;

	private final Consumer<? super CallLoop<T>> begin;

	private final @Nullable Run run = Run.find().orElse(null);

	private final Runnable runInContext;

	/**
	 * The number of continuations to run; the thread that adds the first one runs all.
	 */
	private final AtomicInteger continuations = new AtomicInteger();

	/** The next continuation. Written before {@link #continuations}. */
	private Runnable next = NOTHING;

	/** The call that is under way. */
	private volatile @Nullable Items<?> current;

	/** The call whose items go to the consumer. Guarded by this. */
	private @Nullable Items<T> passing;

	/**
	 * All demand of the consumer, which has no item before the last call. Guarded by
	 * this.
	 */
	private long requested;

	private volatile boolean cancelled;

	/** Whether the consumer got its end. Confined to the loop. */
	private boolean ended;

	private @Nullable CoreSubscriber<? super T> consumer;

	/**
	 * Creates a loop.
	 * @param opener opens the runs of the calls
	 * @param caller the caller of all calls
	 * @param begin makes the first call
	 */
	public CallLoop(RunOpener opener, Caller caller, Consumer<? super CallLoop<T>> begin) {
		this.caller = caller;
		this.begin = begin;
		this.runInContext = opener.withCallersContext(this::run);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> consumer) {
		this.consumer = consumer;
		consumer.onSubscribe(this);
		this.next = () -> this.begin.accept(this);
		this.continuations.incrementAndGet();
		run();
	}

	/**
	 * Creates a call from the stage of its value.
	 * @param <V> the type of the value
	 * @param stage begins the call; cancelling the subscription cancels the stage
	 * @return the call, for one subscriber; without an item if the value is {@code null}
	 */
	public static <V> Mono<V> stage(Supplier<? extends CompletionStage<? extends V>> stage) {
		return new StageMono<>(stage);
	}

	/**
	 * Awaits a call and continues with its items. If the call fails, so does the stream.
	 * @param <V> the type of the items
	 * @param call makes the call
	 * @param then the continuation
	 */
	public <V> void await(Supplier<? extends Publisher<? extends V>> call, Consumer<? super List<V>> then) {
		await(call, then, this::fail);
	}

	/**
	 * Awaits a call and continues with its items or its failure.
	 * @param <V> the type of the items
	 * @param call makes the call
	 * @param then the continuation
	 * @param onFailure the continuation if the call fails
	 */
	public <V> void await(Supplier<? extends Publisher<? extends V>> call, Consumer<? super List<V>> then,
			Consumer<Throwable> onFailure) {
		List<V> values = new ArrayList<>();
		Items<V> items = new Items<>(values::add, () -> then.accept(values), onFailure, onFailure);
		items.request(Long.MAX_VALUE);
		begin(call, items);
	}

	/**
	 * Begins the last call, whose items go to the consumer.
	 * @param call makes the call
	 */
	public void pass(Supplier<? extends Publisher<? extends T>> call) {
		pass(call, this::fail);
	}

	/**
	 * Begins a call whose items go to the consumer. It is the last, unless it fails
	 * before its first item.
	 * @param call makes the call
	 * @param onFailure the continuation if the call fails before its first item; a later
	 * failure fails the stream
	 */
	public void pass(Supplier<? extends Publisher<? extends T>> call, Consumer<Throwable> onFailure) {
		// the consumer cannot give an item back
		Items<T> items = new Items<>(consumer()::onNext, this::end, onFailure, this::fail);
		long demand;
		synchronized (this) {
			this.passing = items;
			demand = this.requested;
		}
		if (demand > 0) {
			items.request(demand);
		}
		begin(call, items);
	}

	private <V> void begin(Supplier<? extends Publisher<? extends V>> call, Items<V> items) {
		this.current = items;
		if (this.cancelled) {
			return;
		}
		try {
			call.get().subscribe(items);
		}
		catch (Throwable ex) {
			items.onError(ex);
		}
	}

	private void end() {
		this.ended = true;
		consumer().onComplete();
	}

	/**
	 * Fails the stream.
	 * @param failure the failure
	 */
	public void fail(Throwable failure) {
		this.ended = true;
		consumer().onError(failure);
	}

	private CoreSubscriber<? super T> consumer() {
		return Objects.requireNonNull(this.consumer);
	}

	@Override
	public void request(long count) {
		if (!Operators.validate(count)) {
			return;
		}
		Items<T> passing;
		synchronized (this) {
			this.requested = Operators.addCap(this.requested, count);
			passing = this.passing;
		}
		if (passing != null) {
			passing.request(count);
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		Items<?> current = this.current;
		if (current != null) {
			current.cancel();
		}
	}

	private void continueWith(Runnable continuation) {
		this.next = continuation;
		if (this.continuations.getAndIncrement() != 0) {
			return;
		}
		try {
			this.caller.run(this::run, this.runInContext);
		}
		catch (Throwable ex) {
			// no other thread would continue
			failBy(ex);
		}
	}

	private void run() {
		Run before = CurrentRun.set(this.run);
		try {
			do {
				Runnable next = this.next;
				this.next = NOTHING;
				runNext(next);
			}
			while (this.continuations.decrementAndGet() != 0);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void runNext(Runnable next) {
		if (this.cancelled || this.ended) {
			return;
		}
		try {
			next.run();
		}
		catch (Throwable ex) {
			failBy(ex);
		}
	}

	/**
	 * Fails the stream by an exception that was thrown here, unless the consumer threw it
	 * at its end.
	 */
	private void failBy(Throwable thrown) {
		if (this.ended) {
			Failures.rethrow(thrown);
		}
		fail(Objects.requireNonNull(Failures.unwrap(thrown)));
	}

	/**
	 * A subscriber to the items of one call.
	 */
	private final class Items<V> extends Operators.DeferredSubscription implements CoreSubscriber<V> {

		private final Consumer<? super V> onItem;

		private final Runnable onEnd;

		private final Consumer<Throwable> onFailure;

		private final Consumer<Throwable> onLateFailure;

		private final AtomicBoolean done = new AtomicBoolean();

		private boolean begun;

		private Items(Consumer<? super V> onItem, Runnable onEnd, Consumer<Throwable> onFailure,
				Consumer<Throwable> onLateFailure) {
			this.onItem = onItem;
			this.onEnd = onEnd;
			this.onFailure = onFailure;
			this.onLateFailure = onLateFailure;
		}

		@Override
		public Context currentContext() {
			return consumer().currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			set(subscription);
		}

		@Override
		public void onNext(V item) {
			this.begun = true;
			this.onItem.accept(item);
		}

		@Override
		public void onError(Throwable failure) {
			end(() -> (this.begun ? this.onLateFailure : this.onFailure).accept(failure));
		}

		@Override
		public void onComplete() {
			end(this.onEnd);
		}

		private void end(Runnable continuation) {
			if (this.done.compareAndSet(false, true)) {
				continueWith(continuation);
			}
		}

	}

}
