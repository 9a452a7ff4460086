// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One call: opens a run, drives it by the items of its work, and ends it. Nothing else
 * does. It stands between the work and whoever takes the items.
 * <p>
 * If the run wants tokens, an item is appended to it, goes to the consumer when the run
 * has room for the next, and only then is the next asked for. So the work is never asked
 * for more than the consumer wants, or the handlers can take. Otherwise items and
 * requests pass straight through.
 * <p>
 * <b>Thread-safety</b>: what the consumer is told goes through {@link #drain()}, which
 * lets one thread at a time through; items that pass straight through come one at a time
 * from the work.
 *
 * @param <T> the type of the items
 */
final class Call<T> implements CoreSubscriber<T>, Subscription {

	private final RunOpener opener;

	private final Work<T> work;

	private final Caller caller;

	private final CoreSubscriber<? super T> consumer;

	private final Source source = new Source();

	private final DrivenRun run;

	/** Whether failures reach the consumer unchanged. */
	private final boolean observed;

	private final boolean metered;

	private final SubscribingThread subscribing = new SubscribingThread();

	private final Demand demand = new Demand();

	private final AtomicInteger draining = new AtomicInteger();

	/** Whether the run ended other than by the work; written before the work is told. */
	private volatile boolean aborted;

	/** Whether the consumer wants nothing more. */
	private volatile boolean cancelled;

	/** Whether an item was asked for that has not come. */
	private volatile boolean asked;

	/** Whether an item has come that waits for room. */
	private volatile boolean waiting;

	/** The item that goes to the consumer next. It was asked for, so there is demand. */
	private volatile @Nullable T held;

	/** The item that closes a stream whose work does not; waits for demand. */
	private volatile @Nullable T closing;

	/** Whether the work has come to its end. */
	private volatile boolean complete;

	/** The failure of the work; written before the run is told. */
	private volatile @Nullable WorkFailure failed;

	/** Whether the run is over and takes no more. */
	private volatile boolean refused;

	/** Whether the end was appended, or is about to be. The drain's. */
	private boolean closed;

	/** Whether the run is over; written after {@link #failure}. */
	private volatile boolean over;

	private @Nullable Throwable failure;

	/** Whether the consumer was told the end. The drain's. */
	private boolean told;

	Call(RunOpener opener, RunPlan plan, Work<T> work, Caller caller, CoreSubscriber<? super T> consumer) {
		this.opener = opener;
		this.work = work;
		this.observed = plan.observed();
		this.caller = caller;
		Context context = consumer.currentContext();
		Run callersRun = CurrentRun.in(context);
		RunPlan complete = plan.withCaller(caller.loop()).withPartial(work::partial).withOnAbort((error) -> {
			this.aborted = true;
			this.source.cancel();
		});
		this.run = opener.open(context.isEmpty() ? complete : complete.withContext(context));
		this.metered = work.isTokens() && this.run.wantsTokens();
		// what passes straight through may meet an end that comes from outside
		this.consumer = new InCallersRun<>(this.metered ? consumer : Operators.serialize(consumer), callersRun);
	}

	DrivenRun run() {
		return this.run;
	}

	/**
	 * Lets the consumer ask, and begins the work once the start is finished. Work that is
	 * only observed begins on this thread, which waits for the start unless it must not
	 * block; if it also ends here, the consumer is told so here.
	 * @param conclusion told the result of the run or its failure, at once when it is
	 * over
	 */
	void begin(BiConsumer<? super @Nullable Object, ? super @Nullable Throwable> conclusion) {
		boolean isHere = this.observed && this.caller.awaitHere(this.run.started());
		if (isHere) {
			this.subscribing.enter();
		}
		else {
			this.subscribing.handOver(this.consumer, this);
		}
		this.run.finished().whenComplete((result, failure) -> {
			WorkFailure failed = this.failed;
			Throwable known = (failure != null && failed != null) ? failed.of(failure) : failure;
			conclusion.accept(result, known);
			over(known);
		});
		Start.then(this.run, this.opener, this.caller, this::subscribe);
		if (isHere) {
			if (this.complete || this.failed != null || this.over) {
				this.caller.awaitHere(this.run.finished());
			}
			this.subscribing.leave();
			drain();
		}
	}

	private void subscribe() {
		if (this.aborted || this.cancelled) {
			return;
		}
		Run before = CurrentRun.set(this.run);
		try {
			this.work.source(this.run, this.caller.inside(this.run)).subscribe(this);
		}
		catch (Throwable ex) {
			onError(ex);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	// What the work signals

	@Override
	public Context currentContext() {
		return this.consumer.currentContext().put(CurrentRun.KEY, this.run);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		boolean accepted = this.source.accept(subscription);
		this.subscribing.handOver(this.consumer, this);
		if (accepted) {
			drain();
		}
	}

	@Override
	public void onNext(T item) {
		if (this.metered) {
			this.waiting = true;
			this.asked = false;
			append(item);
		}
		else if (!this.cancelled) {
			pass(item);
		}
	}

	private void pass(T item) {
		try {
			this.work.passed(this.run, item);
		}
		catch (Throwable ex) {
			this.run.error(ex);
			this.source.cancel();
			throw ex;
		}
		this.demand.met();
		this.consumer.onNext(item);
	}

	private void append(T item) {
		ChatChunk chunk;
		try {
			chunk = this.work.token(item);
		}
		catch (Throwable ex) {
			this.run.error(ex);
			hasRoom(item, ex);
			throw ex;
		}
		if (chunk == null) {
			hasRoom(item, null);
			return;
		}
		CompletionStage<?> room = RunFutures.token(this.run, chunk);
		if (room instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally()) {
			hasRoom(item, null);
		}
		else {
			room.whenComplete((value, failure) -> hasRoom(item, failure));
		}
	}

	private void hasRoom(T item, @Nullable Throwable failure) {
		// an item that was appended before the work failed has a right to be seen
		if (failure == null || this.failed != null) {
			this.held = item;
		}
		else {
			this.refused = true;
		}
		this.waiting = false;
		drain();
	}

	@Override
	public void onComplete() {
		this.asked = false;
		if (!this.aborted) {
			this.caller.takeInterrupt();
		}
		this.complete = true;
		drain();
	}

	@Override
	public void onError(Throwable error) {
		this.asked = false;
		boolean isInterrupt = !this.aborted && this.caller.isInterrupt(error);
		boolean interrupted = !this.aborted && this.caller.takeInterrupt();
		WorkFailure failure = this.observed ? WorkFailure.observed(error, interrupted || isInterrupt)
				: WorkFailure.of(this.run.info(), error, interrupted, isInterrupt);
		this.failed = failure;
		this.run.error(failure.seen(), failure.reason());
	}

	private void over(@Nullable Throwable failure) {
		this.failure = failure;
		this.over = true;
		drain();
	}

	// What the consumer signals

	@Override
	public void request(long count) {
		if (Operators.validate(count)) {
			this.demand.add(count);
			drain();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		RunFutures.close(this.run);
		this.source.cancel();
	}

	// What happens between the two

	private void drain() {
		if (this.draining.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		Throwable thrown = null;
		do {
			try {
				deliver();
				close();
				conclude();
				ask();
			}
			catch (Throwable ex) {
				// nothing that anybody throws may keep others out of here
				thrown = (thrown != null) ? thrown : ex;
			}
			missed = this.draining.addAndGet(-missed);
		}
		while (missed != 0);
		RunFutures.rethrow(thrown);
	}

	private void deliver() {
		T held = this.held;
		if (held != null && !this.cancelled && !this.told) {
			this.demand.met();
			this.held = null;
			this.consumer.onNext(held);
		}
		T closing = this.closing;
		if (closing != null && !this.waiting && this.held == null && !this.cancelled && !this.told
				&& this.demand.isUnmet()) {
			this.closing = null;
			this.demand.met();
			this.consumer.onNext(closing);
		}
	}

	/**
	 * Ends the run once the work is complete and the handlers have room, whether or not
	 * the consumer wants more.
	 */
	private void close() {
		if (!this.complete || this.waiting || this.closed) {
			return;
		}
		this.closed = true;
		try {
			end(this.work.complete());
		}
		catch (Throwable ex) {
			// what cannot be read must not keep the run from its end
			this.run.error(ex);
			if (RunFutures.isFatal(ex)) {
				throw ex;
			}
		}
	}

	private void end(Work.Ending<T> ending) {
		ChatChunk chunk = ending.chunk();
		T item = ending.item();
		if (chunk == null) {
			this.run.end(ending.result());
		}
		else if (item == null) {
			this.run.fold(chunk);
			this.run.end(ending.result());
		}
		else {
			RunFutures.token(this.run, chunk).whenComplete((room, failure) -> {
				this.closing = (failure == null) ? item : null;
				this.run.end(ending.result());
				drain();
			});
		}
	}

	private void conclude() {
		if (!this.over || this.told || this.cancelled || this.waiting || this.held != null
				|| (this.failure == null && this.closing != null) || !this.subscribing.mayConclude()) {
			return;
		}
		this.told = true;
		this.subscribing.handOver(this.consumer, this);
		if (this.failure != null) {
			this.consumer.onError(this.failure);
		}
		else {
			this.consumer.onComplete();
		}
	}

	private void ask() {
		if (this.complete || this.failed != null || this.refused || this.cancelled || !this.source.isOpen()) {
			return;
		}
		if (!this.metered) {
			long more = this.demand.forward();
			if (more > 0) {
				this.source.request(this.run, more);
			}
		}
		else if (!this.asked && !this.waiting && this.held == null && this.demand.isUnmet()) {
			this.asked = true;
			this.source.request(this.run, 1);
		}
	}

}
