// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.call.Caller;
import dev.callbacks.call.RunFutures;
import dev.callbacks.call.RunOpener;
import org.jspecify.annotations.Nullable;

/**
 * Calls one after another, each begun when the one before is done, for a body that waits
 * for nothing. What follows a call goes on in a loop, on whichever thread brought the
 * result: neither calls that are done at once nor those that finish on other threads nest
 * in each other, however many they are. It finds the run and the context in which the
 * loop was made.
 * <p>
 * At most one call is under way. To complete the future cancels it, and nothing follows
 * it.
 *
 * @param <T> what the calls come to
 */
final class CallLoop<T extends @Nullable Object> {

	private static final Runnable NOTHING = () -> {
	};

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final RunOpener opener;

	private final Caller caller;

	private final @Nullable Run run = Run.find().orElse(null);

	private final Runnable goOnInContext;

	/**
	 * The number of results that nobody has gone on with; whoever brings the first goes
	 * on.
	 */
	private final AtomicInteger results = new AtomicInteger();

	/** The continuation of the call that is done. Written before {@link #results}. */
	private Runnable next = NOTHING;

	private volatile @Nullable CompletableFuture<?> underWay;

	CallLoop(RunOpener opener, Caller caller) {
		this.opener = opener;
		this.caller = caller;
		this.goOnInContext = opener.withCallersContext(this::goOn);
		this.future.whenComplete((value, failure) -> cancelCall());
	}

	RunOpener opener() {
		return this.opener;
	}

	/**
	 * The caller of the calls.
	 */
	Caller caller() {
		return this.caller;
	}

	/**
	 * The result of the calls. To cancel it cancels the call that is under way.
	 */
	CompletableFuture<T> future() {
		return this.future;
	}

	/**
	 * Goes on when a call is done; if it fails, so does the whole.
	 */
	<V extends @Nullable Object> void await(CompletableFuture<V> call, Consumer<? super V> then) {
		await(call, (value, failure) -> {
			if (failure != null) {
				fail(failure);
			}
			else {
				then.accept(value);
			}
		});
	}

	/**
	 * Goes on when a call is done. To be called last by whatever follows a call, or else
	 * {@link #end} or {@link #fail}.
	 */
	<V extends @Nullable Object> void await(CompletableFuture<V> call,
			BiConsumer<? super V, ? super @Nullable Throwable> then) {
		this.underWay = call;
		if (this.future.isDone()) {
			cancelCall();
		}
		call.whenComplete((value, failure) -> {
			this.next = () -> then.accept(value, RunFutures.unwrap(failure));
			if (this.results.getAndIncrement() == 0) {
				begin();
			}
		});
	}

	void end(T value) {
		this.future.complete(value);
	}

	void fail(Throwable failure) {
		this.future.completeExceptionally(failure);
	}

	private void begin() {
		try {
			this.caller.run(this::goOn, this.goOnInContext);
		}
		catch (Throwable ex) {
			// nobody would ever go on
			fail(ex);
		}
	}

	private void goOn() {
		Run before = CurrentRun.set(this.run);
		try {
			do {
				Runnable next = this.next;
				this.next = NOTHING;
				follow(next);
			}
			while (this.results.decrementAndGet() != 0);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void follow(Runnable next) {
		if (this.future.isDone()) {
			return;
		}
		try {
			next.run();
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	private void cancelCall() {
		CompletableFuture<?> call = this.underWay;
		if (call != null) {
			call.cancel(true);
		}
	}

}
