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
 * A loop of calls, each begun when the one before is done, for a body that does not
 * block. Continuations run in a loop, on the thread that brings a result, with the run
 * and the context in which the loop was created. So calls do not nest, however many they
 * are, whether they finish at once or on other threads.
 * <p>
 * At most one call is under way. Completing the future cancels it and ends the loop.
 *
 * @param <T> the type of the result
 */
final class CallLoop<T extends @Nullable Object> {

	private static final Runnable NOTHING = () -> {
	};

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final RunOpener opener;

	private final Caller caller;

	private final @Nullable Run run = Run.find().orElse(null);

	private final Runnable runInContext;

	/**
	 * The number of results without a continuation yet; the thread that brings the first
	 * one runs the loop.
	 */
	private final AtomicInteger results = new AtomicInteger();

	/** The continuation of the finished call. Written before {@link #results}. */
	private Runnable next = NOTHING;

	private volatile @Nullable CompletableFuture<?> currentCall;

	CallLoop(RunOpener opener, Caller caller) {
		this.opener = opener;
		this.caller = caller;
		this.runInContext = opener.withCallersContext(this::run);
		this.future.whenComplete((value, failure) -> cancelCall());
	}

	RunOpener opener() {
		return this.opener;
	}

	/**
	 * Returns the caller of all calls.
	 */
	Caller caller() {
		return this.caller;
	}

	/**
	 * Returns the result. Cancelling it cancels the call that is under way.
	 */
	CompletableFuture<T> future() {
		return this.future;
	}

	/**
	 * Continues when a call succeeds, and fails when it fails.
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
	 * Continues when a call is done. A continuation ends with this method, {@link #end}
	 * or {@link #fail}.
	 */
	<V extends @Nullable Object> void await(CompletableFuture<V> call,
			BiConsumer<? super V, ? super @Nullable Throwable> then) {
		this.currentCall = call;
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
			this.caller.run(this::run, this.runInContext);
		}
		catch (Throwable ex) {
			// no other thread would continue
			fail(ex);
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
			while (this.results.decrementAndGet() != 0);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	private void runNext(Runnable next) {
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
		CompletableFuture<?> call = this.currentCall;
		if (call != null) {
			call.cancel(true);
		}
	}

}
