// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CallerLoop;
import dev.callbacks.CurrentRun;
import dev.callbacks.LawfulFlux;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunFutures;
import dev.callbacks.RunSpec;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One streamed call: stands between provider and consumer, and drives the run.
 * <p>
 * A chunk is appended to the run, goes to the consumer when the run has room for the
 * next, and only then is the next asked for; so the provider is never asked for more than
 * the consumer wants, or the handlers can take. What the consumer is told goes through
 * {@link #drain()}, which lets one thread at a time through. If nobody wants tokens,
 * chunks and requests pass straight through.
 *
 * @param <T> what the consumer gets
 */
final class StreamCall<T> implements CoreSubscriber<T>, Subscription {

	private static final Subscription CANCELLED = Operators.cancelledSubscription();

	private final Streamed<T> source;

	private final ChunkReader<T> reader;

	private final CoreSubscriber<? super T> consumer;

	private final @Nullable CallerLoop caller;

	private final @Nullable Run callersRun;

	private final Run run;

	private final boolean metered;

	private final AtomicReference<@Nullable Subscription> provider = new AtomicReference<>();

	private final AtomicLong requested = new AtomicLong();

	private final AtomicInteger draining = new AtomicInteger();

	private volatile boolean cancelled;

	/** Whether a chunk was asked for that has not come. */
	private volatile boolean asked;

	/** Whether a chunk has come that waits for room. */
	private volatile boolean waiting;

	/** The chunk that goes to the consumer next. It was asked for, so there is demand. */
	private volatile @Nullable T held;

	/** The chunk that closes a stream whose provider does not; waits for demand. */
	private volatile @Nullable T closing;

	/** Whether the provider has completed. */
	private volatile boolean complete;

	/** Whether the provider has failed. */
	private volatile boolean failed;

	/** What the provider has failed with; written before the run is told. */
	private volatile @Nullable Throwable providersError;

	/** Whether the run is over and takes no more. */
	private volatile boolean refused;

	/** Whether the end was appended, or is about to be. The drain's. */
	private boolean closed;

	/** Whether the run is over; written after {@link #failure}. */
	private volatile boolean over;

	private @Nullable Throwable failure;

	/** How many chunks the consumer got. Touched by whoever hands them over. */
	private long delivered;

	/** How many chunks the provider was asked for, if they pass through. The drain's. */
	private long forwarded;

	/** The thread that is in {@link #begin()}, if it waits. */
	private volatile @Nullable Thread starting;

	/** Whether the consumer has its subscription; by the thread that subscribes. */
	private volatile boolean subscribed;

	/** Whether the provider ended while the subscribing thread was in it. */
	private volatile boolean endedHere;

	/** Whether the consumer was told the end. The drain's. */
	private boolean told;

	/** The newest chunk that the run was told of. Touched by the provider's signals. */
	private @Nullable ChatChunk newest;

	StreamCall(Streamed<T> source, RunConfig config, CoreSubscriber<? super T> consumer, @Nullable CallerLoop caller,
			boolean collecting) {
		this.source = source;
		this.reader = source.reader();
		this.caller = caller;
		Context context = consumer.currentContext();
		this.callersRun = CurrentRun.in(context);
		RunSpec spec = source.spec(config)
			.withContext(context)
			.withCaller(caller)
			.withCollecting(collecting)
			.withOnAbort((error) -> cancelProvider());
		this.run = source.open(spec);
		this.metered = this.run.wantsTokens();
		// what passes straight through may meet an end that comes from outside
		this.consumer = this.metered ? consumer : Operators.serialize(consumer);
	}

	Run run() {
		return this.run;
	}

	/**
	 * Lets the consumer ask, and asks the provider once the start is finished.
	 */
	void begin() {
		if (this.source.isObserved()) {
			RunFutures.awaitHere(this.run.started());
			this.starting = Thread.currentThread();
		}
		if (this.starting == null || !this.run.started().toCompletableFuture().isDone()) {
			subscribed();
		}
		this.run.finished().whenComplete((result, failure) -> {
			if (!this.endedHere && (this.starting == null || this.subscribed)) {
				over(failure);
			}
		});
		this.run.started().whenComplete((started, failure) -> {
			if (failure == null && !this.cancelled) {
				subscribe();
			}
		});
		boolean here = this.starting != null;
		this.starting = null;
		if (here && (this.endedHere || this.run.finished().toCompletableFuture().isDone())) {
			overHere();
		}
	}

	/**
	 * Hands the consumer its subscription: if this thread waited for the start, when the
	 * provider hands over its own, so that the consumer sees them in the provider's
	 * order.
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
	private void overHere() {
		CompletableFuture<?> finished = this.run.finished().toCompletableFuture();
		RunFutures.awaitHere(finished);
		if (finished.isDone()) {
			over(RunFutures.failure(finished));
		}
		else {
			finished.whenComplete((result, failure) -> over(failure));
		}
	}

	private void subscribe() {
		Run before = CurrentRun.set(this.run);
		try {
			LawfulFlux.<T>of(this.source.stream(this.run, this.caller)).subscribe(this);
		}
		catch (Throwable ex) {
			onError(ex);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	// What the provider signals

	@Override
	public Context currentContext() {
		return this.consumer.currentContext().put(CurrentRun.KEY, this.run);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.provider.compareAndSet(null, subscription)) {
			subscribed();
			drain();
		}
		else {
			subscription.cancel();
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
			this.newest = (item instanceof ChatChunk chunk) ? chunk : this.newest;
			this.delivered++;
			handOver(item);
		}
	}

	/**
	 * Gives an item to the consumer, whose code finds the caller's run and not this one.
	 */
	private void handOver(T item) {
		Run before = CurrentRun.set(this.callersRun);
		try {
			this.consumer.onNext(item);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void append(T item) {
		ChatChunk chunk;
		try {
			chunk = this.reader.read(item);
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
		this.newest = chunk;
		CompletionStage<?> room = RunFutures.token(this.run, chunk);
		if (room instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally()) {
			hasRoom(item, null);
		}
		else {
			room.whenComplete((value, failure) -> hasRoom(item, failure));
		}
	}

	private void hasRoom(T item, @Nullable Throwable failure) {
		// a chunk that was appended before the provider failed has a right to be seen
		if (failure == null || this.failed) {
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
		this.complete = true;
		drain();
	}

	@Override
	public void onError(Throwable error) {
		this.asked = false;
		this.failed = true;
		this.providersError = error;
		this.endedHere = Thread.currentThread() == this.starting;
		this.run.error(this.source.cause(error));
	}

	private void over(@Nullable Throwable failure) {
		subscribed();
		Throwable its = this.providersError;
		boolean known = this.source.isObserved() && its != null && failure == this.source.cause(its);
		this.failure = known ? its : RunFutures.unwrap(failure);
		this.over = true;
		drain();
	}

	// What the consumer signals

	@Override
	public void request(long count) {
		if (Operators.validate(count)) {
			this.requested.accumulateAndGet(count, Operators::addCap);
			drain();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		RunFutures.close(this.run);
		cancelProvider();
	}

	private void cancelProvider() {
		Subscription subscription = this.provider.getAndSet(CANCELLED);
		if (subscription != null) {
			subscription.cancel();
		}
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
			this.delivered++;
			this.held = null;
			handOver(held);
		}
		T closing = this.closing;
		if (closing != null && !this.waiting && this.held == null && !this.cancelled && !this.told
				&& this.requested.get() > this.delivered) {
			this.closing = null;
			this.delivered++;
			handOver(closing);
		}
	}

	/**
	 * Ends the run once the provider has completed and the handlers have room, whether or
	 * not the consumer wants more.
	 */
	private void close() {
		if (!this.complete || this.waiting || this.closed) {
			return;
		}
		this.closed = true;
		try {
			end();
		}
		catch (Throwable ex) {
			// what cannot be read must not keep the run from its end
			this.run.error(ex);
			throw ex;
		}
	}

	private void end() {
		ChatChunk newest = this.newest;
		Throwable emptyAnswer = (newest == null) ? this.source.emptyAnswer() : null;
		if (emptyAnswer != null) {
			this.run.error(emptyAnswer);
		}
		else if (newest != null && newest.last()) {
			this.run.end(null);
		}
		else {
			close(this.reader.closing());
		}
	}

	private void close(ChatChunk chunk) {
		T item = this.source.closing(chunk);
		if (item == null) {
			this.run.fold(chunk);
			this.run.end(null);
			return;
		}
		RunFutures.token(this.run, chunk).whenComplete((room, failure) -> {
			this.closing = (failure == null) ? item : null;
			this.run.end(null);
			drain();
		});
	}

	private void conclude() {
		if (!this.over || this.told || this.cancelled || this.waiting || this.held != null) {
			return;
		}
		if (this.failure == null && this.closing != null) {
			return;
		}
		this.told = true;
		Run before = CurrentRun.set(this.callersRun);
		try {
			if (this.failure != null) {
				this.consumer.onError(this.failure);
			}
			else {
				this.consumer.onComplete();
			}
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void ask() {
		Subscription subscription = this.provider.get();
		if (subscription == null || this.complete || this.failed || this.refused || this.cancelled) {
			return;
		}
		if (!this.metered) {
			long more = this.requested.get() - this.forwarded;
			if (more > 0) {
				this.forwarded += more;
				ask(subscription, more);
			}
		}
		else if (!this.asked && !this.waiting && this.held == null && this.requested.get() > this.delivered) {
			this.asked = true;
			ask(subscription, 1);
		}
	}

	/**
	 * Asks the provider, whose code finds this run.
	 */
	private void ask(Subscription provider, long count) {
		Run before = CurrentRun.set(this.run);
		try {
			provider.request(count);
		}
		finally {
			CurrentRun.set(before);
		}
	}

}
