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
 * A call between the work, which publishes items, and their consumer. It opens a run,
 * drives it by the items, and ends it; no other class does.
 * <p>
 * If the run wants tokens, an item is appended to it first, goes to the consumer when the
 * run has room for the next one, and only then the next is requested. So the work is
 * never asked for more than the consumer wants or the handlers can take. Otherwise items
 * and requests pass straight through.
 * <p>
 * <b>Thread-safety</b>: {@link #drain()} lets one thread at a time signal the consumer.
 * Items that pass straight through bypass it: the work signals them one at a time, and
 * {@link LateEndSubscriber} keeps them apart from an end. <b>Failure</b>: an exception of
 * the consumer ends the run and is thrown on.
 *
 * @param <T> the type of the items
 */
final class Call<T> implements CoreSubscriber<T>, Subscription {

	private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

	private final RunOpener opener;

	private final Work<T> work;

	private final Caller caller;

	private final Recipient<T> recipient;

	private final WorkSubscription subscription = new WorkSubscription();

	private final DrivenRun run;

	/** Whether failures reach the consumer unchanged. */
	private final boolean observed;

	private final boolean metered;

	private final AtomicInteger draining = new AtomicInteger();

	/** Whether the run ended from outside; written before the work is cancelled. */
	private volatile boolean aborted;

	/** Whether the consumer has cancelled. */
	private volatile boolean cancelled;

	/** Whether a requested item has not come yet. */
	private volatile boolean asked;

	/** Whether an item waits for room in the run. */
	private volatile boolean waiting;

	/** The next item for the consumer, which has demand for it. */
	private volatile @Nullable T heldItem;

	/** The last item, added at the end by the work; waits for demand. */
	private volatile @Nullable T closingItem;

	/** Whether the work is complete. */
	private volatile boolean complete;

	/** The failure of the work; written before the run ends. */
	private volatile @Nullable WorkFailure workFailure;

	/** Whether the run refused an item because it is over. */
	private volatile boolean refused;

	/** Whether the end was appended, or is about to be. Confined to the drain. */
	private boolean closed;

	/** Whether the run is over; written after {@link #failure}. */
	private volatile boolean over;

	private @Nullable Throwable failure;

	/** Whether the consumer got its end. Confined to the drain. */
	private boolean concluded;

	Call(RunOpener opener, RunPlan plan, Work<T> work, Caller caller, CoreSubscriber<? super T> consumer) {
		this.opener = opener;
		this.work = work;
		this.observed = plan.observed();
		Run callersRun = CurrentRun.in(caller.context());
		this.run = opener
			.open(plan.calledBy(caller.carrier(), caller.loop()).withPartial(work::partial).withOnAbort((error) -> {
				this.aborted = true;
				this.subscription.cancel();
			}));
		this.caller = caller.afterStart();
		this.metered = work.isTokens() && this.run.wantsTokens();
		// an end from outside may overlap with items that pass straight through
		this.recipient = new Recipient<>(consumer, !this.metered, callersRun, this::fail);
	}

	DrivenRun run() {
		return this.run;
	}

	/**
	 * Subscribes the consumer, and begins the work once the start is finished. Observed
	 * work begins on this thread, which waits for the start unless it must not block; if
	 * that work also ends on this thread, so does the consumer.
	 * @param conclusion gets the result or the failure of the run as soon as it is over
	 */
	void begin(BiConsumer<? super @Nullable Object, ? super @Nullable Throwable> conclusion) {
		boolean isHere = this.observed && this.caller.awaitHere(this.run.started());
		if (isHere) {
			this.recipient.enter();
		}
		else {
			this.recipient.handOver(this);
		}
		CompletionStage<?> told = Stages.whenDone(this.run.finished(), (result, failure) -> {
			WorkFailure workFailure = this.workFailure;
			Throwable callersFailure = (failure != null && workFailure != null) ? workFailure.of(failure) : failure;
			conclusion.accept(result, callersFailure);
			over(callersFailure);
		});
		try {
			StartBarrier.then(this.run, this.opener, this.caller, this::subscribe);
			if (isHere && (this.complete || this.workFailure != null || this.over)) {
				// else whoever tells this call may tell the consumer, too
				this.caller.awaitHere(told);
			}
		}
		finally {
			this.recipient.leave();
		}
		if (isHere) {
			drain();
		}
	}

	private void subscribe() {
		if (this.aborted || this.cancelled) {
			return;
		}
		Run before = CurrentRun.set(this.run);
		try {
			WorkSubscription.source(this.work, this.run, this.caller, this.opener).subscribe(this);
		}
		catch (Throwable ex) {
			onError(ex);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	// Signals of the work

	@Override
	public Context currentContext() {
		return this.run.inside(this.caller.context());
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		boolean accepted = this.subscription.accept(subscription);
		this.recipient.handOver(this);
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
			fail(ex);
			throw ex;
		}
		this.recipient.next(item);
	}

	/**
	 * Ends the run and its work by an exception that came from behind this call.
	 */
	private void fail(Throwable failure) {
		Throwable thrown = Failures.attempt(null, () -> this.run.error(failure));
		this.subscription.cancel();
		Failures.rethrow(thrown);
	}

	private void append(T item) {
		ChatChunk chunk;
		try {
			chunk = this.work.token(item);
		}
		catch (Throwable ex) {
			Failures.attempt(ex, () -> this.run.error(ex));
			hasRoom(item, ex);
			throw ex;
		}
		CompletionStage<?> room = (chunk != null) ? RunFutures.token(this.run, chunk) : DONE;
		if (room instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally()) {
			hasRoom(item, null);
		}
		else {
			Stages.whenDone(room, (value, failure) -> hasRoom(item, failure));
			this.caller.runUntilDone(room);
		}
	}

	private void hasRoom(T item, @Nullable Throwable failure) {
		// an item appended before the work failed still goes to the consumer
		if (failure == null || this.workFailure != null) {
			this.heldItem = item;
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
		this.workFailure = failure;
		this.run.error(failure.forHandlers(), failure.reason());
	}

	private void over(@Nullable Throwable failure) {
		this.failure = failure;
		this.over = true;
		drain();
	}

	// Signals of the consumer

	@Override
	public void request(long count) {
		if (Operators.validate(count)) {
			this.recipient.demand.add(count);
			drain();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		RunFutures.close(this.run);
		this.subscription.cancel();
	}

	// Exchange between the two

	private void drain() {
		if (this.caller.putsOff(this::drain) || this.draining.getAndIncrement() != 0) {
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
				// an exception must not leave the drain locked
				thrown = (thrown != null) ? thrown : ex;
			}
			missed = this.draining.addAndGet(-missed);
		}
		while (missed != 0);
		Failures.rethrow(thrown);
	}

	private void deliver() {
		T heldItem = this.heldItem;
		if (heldItem != null && !this.cancelled && !this.concluded) {
			this.heldItem = null;
			this.recipient.next(heldItem);
		}
		T closingItem = this.closingItem;
		if (closingItem != null && !this.waiting && this.heldItem == null && !this.cancelled && !this.concluded
				&& this.recipient.demand.isUnmet()) {
			this.closingItem = null;
			this.recipient.next(closingItem);
		}
	}

	/**
	 * Ends the run once the work is complete and the handlers have room, even if the
	 * consumer has no demand.
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
			// the run must end even if its result cannot be read
			this.run.error(ex);
			Failures.throwIfFatal(ex);
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
			Stages.whenDone(RunFutures.token(this.run, chunk), (room, failure) -> {
				this.closingItem = (failure == null) ? item : null;
				this.run.end(ending.result());
				drain();
			});
		}
	}

	private void conclude() {
		if (!this.over || this.concluded || this.cancelled || this.waiting || this.heldItem != null
				|| (this.failure == null && this.closingItem != null) || !this.recipient.mayConclude()) {
			return;
		}
		this.concluded = true;
		this.recipient.handOver(this);
		this.recipient.conclude(this.failure);
	}

	private void ask() {
		if (this.complete || this.workFailure != null || this.refused || this.cancelled
				|| !this.subscription.isOpen()) {
			return;
		}
		if (!this.metered) {
			long more = this.recipient.demand.forward();
			if (more > 0) {
				this.subscription.request(this.run, more);
			}
		}
		else if (!this.asked && !this.waiting && this.heldItem == null && this.recipient.demand.isUnmet()) {
			this.asked = true;
			this.subscription.request(this.run, 1);
		}
	}

}
