// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * A batch of calls, of which a bounded number is under way at a time.
 * <p>
 * <b>Ordering</b>: runs are opened in the order of the items. A caller that waits opens
 * all of them on its thread; otherwise the thread that ends a call opens the next.
 * <b>Failure</b>: an item that fails does not affect the others.
 *
 * @param <T> the type of an item's value
 * @since 0.1.0
 */
public final class Batch<T> {

	private final RunOpener opener;

	private final List<? extends Item<T>> items;

	/** Whether all runs are opened before the first begins. */
	private final boolean openFirst;

	private final @Nullable Run callersRun = Run.find().orElse(null);

	private final AtomicReferenceArray<@Nullable OpenCall<T>> calls;

	private final AtomicReferenceArray<@Nullable BatchResult<T>> results;

	/** The loops of the items, if they run on threads of their own. */
	private final AtomicReferenceArray<@Nullable CallerLoop> loops;

	private final CompletableFuture<List<BatchResult<T>>> future = new CompletableFuture<>();

	private final AtomicInteger finished = new AtomicInteger();

	private final AtomicInteger free;

	private final AtomicInteger pumping = new AtomicInteger();

	private final AtomicBoolean cancelled = new AtomicBoolean();

	/** Opens further runs in the caller's context, on the thread that made room. */
	private volatile Runnable pumpInContext;

	private volatile EndReason cancelReason = EndReason.CANCELLED;

	/** The next item to begin. Accessed only in {@link #pumpHere()}. */
	private int next;

	/** The caller of all items, set before the first is opened. */
	private volatile Caller caller = Caller.NOBODY;

	private Batch(RunOpener opener, List<? extends Item<T>> items, int maxConcurrency, boolean openFirst) {
		this.opener = opener;
		this.items = items;
		this.openFirst = openFirst;
		this.calls = new AtomicReferenceArray<>(items.size());
		this.results = new AtomicReferenceArray<>(items.size());
		this.loops = new AtomicReferenceArray<>(items.size());
		this.free = new AtomicInteger(maxConcurrency);
		this.pumpInContext = opener.withCallersContext(this::pumpHere);
	}

	/**
	 * Creates a batch whose runs are opened one by one, as there is room.
	 * @param <T> the type of an item's value
	 * @param opener opens the runs
	 * @param items the items
	 * @param maxConcurrency the number of calls under way at once
	 * @return the batch
	 */
	public static <T> Batch<T> of(RunOpener opener, List<? extends Item<T>> items, int maxConcurrency) {
		return new Batch<>(opener, items, maxConcurrency, false);
	}

	/**
	 * Creates a batch that opens all runs first and bounds only their work.
	 * @param <T> the type of an item's value
	 * @param opener opens the runs
	 * @param items the items
	 * @param maxConcurrency the number of calls under way at once
	 * @return the batch
	 */
	public static <T> Batch<T> openingFirst(RunOpener opener, List<? extends Item<T>> items, int maxConcurrency) {
		return new Batch<>(opener, items, maxConcurrency, true);
	}

	/**
	 * Returns the calls that are open by now, in the order of the items.
	 * @return the calls
	 */
	public List<OpenCall<T>> calls() {
		List<OpenCall<T>> opened = new ArrayList<>();
		for (int i = 0; i < this.items.size(); i++) {
			OpenCall<T> call = this.calls.get(i);
			if (call != null) {
				opened.add(call);
			}
		}
		return opened;
	}

	/**
	 * Begins the calls for a caller. The thread of a caller that waits opens the runs; it
	 * makes a single call itself, and leaves several to the work executor.
	 * @param caller the caller of all items
	 * @return the results, in the order of the items. Completing the future from outside
	 * ends all runs
	 */
	public CompletableFuture<List<BatchResult<T>>> begin(Caller caller) {
		this.caller = caller;
		if (this.items.isEmpty()) {
			this.future.complete(List.of());
		}
		// an interrupt may cancel the batch meanwhile: no item is done before its run is
		// open
		this.pumping.set(1);
		openAllIfFirst();
		this.pumping.set(0);
		// this thread has the caller's context, which inline handlers may have changed
		this.pumpInContext = this.opener.withCallersContext(this::pumpHere);
		Stages.whenDone(this.future, (results, failure) -> cancel(RunFutures.reasonOf(failure)));
		caller.run(this::pumpHere, this::pumpHere);
		return this.future;
	}

	/**
	 * Begins the calls for a caller, and makes one output of their results.
	 * @param <R> the type of the output
	 * @param caller the caller of all items
	 * @param output creates the output from the results, in the order of the items
	 * @return the output. Completing the future from outside ends all runs
	 */
	public <R> CompletableFuture<R> begin(Caller caller, Function<? super List<BatchResult<T>>, ? extends R> output) {
		CompletableFuture<R> future = new CompletableFuture<>();
		Stages.whenDone(begin(caller), (results, failure) -> {
			R value = null;
			Throwable error = failure;
			try {
				value = (error == null) ? output.apply(results) : null;
			}
			catch (Throwable ex) {
				error = Failures.unwrap(ex);
			}
			RunFutures.complete(future, this.callersRun, value, error);
		});
		Stages.whenDone(future, (value, failure) -> cancel(RunFutures.reasonOf(failure)));
		return future;
	}

	/**
	 * Begins the calls, waits for them, and makes one output of their results.
	 * @param <R> the type of the output
	 * @param output creates the output from the results, in the order of the items
	 * @return the output
	 */
	public <R> R run(Function<? super List<BatchResult<T>>, ? extends R> output) {
		List<BatchResult<T>> results = run();
		try {
			return output.apply(results);
		}
		catch (CompletionException ex) {
			throw Failures.unchecked(Objects.requireNonNull(Failures.unwrap(ex)));
		}
	}

	/**
	 * Begins the calls and waits for them.
	 * @return the results, in the order of the items
	 */
	public List<BatchResult<T>> run() {
		try (CallerLoop loop = new CallerLoop()) {
			loop.onInterrupt(() -> cancel(EndReason.CANCELLED));
			begin(Caller.waiting(loop));
			loop.runUntilDone(this.future);
			loop.rethrow();
		}
		return RunFutures.get(this.future);
	}

	/**
	 * Ends the runs that are open, and opens no more.
	 * @param reason the reason of the endings
	 */
	public void cancel(EndReason reason) {
		this.cancelReason = reason;
		this.cancelled.set(true);
		try {
			Failures.forEach(calls(), (call) -> call.run().cancel(reason));
		}
		finally {
			pump();
		}
	}

	private void openAllIfFirst() {
		try {
			for (int i = 0; this.openFirst && i < this.items.size(); i++) {
				open(i);
			}
		}
		catch (Throwable ex) {
			try {
				Failures.forEach(calls(), (call) -> call.run().cancel());
			}
			finally {
				for (int i = 0; i < this.items.size(); i++) {
					close(this.loops.get(i));
				}
			}
			throw ex;
		}
	}

	/**
	 * Closes the loop of an item that will not begin, so that its tasks run.
	 */
	private static void close(@Nullable CallerLoop loop) {
		if (loop != null) {
			loop.close();
		}
	}

	private OpenCall<T> open(int item) {
		OpenCall<T> call = this.calls.get(item);
		if (call == null) {
			CallerLoop waiting = this.caller.loop();
			CallerLoop loop = (waiting != null && this.items.size() > 1) ? new CallerLoop() : null;
			this.loops.set(item, loop);
			Caller caller = (loop != null) ? this.caller.on(loop) : this.caller;
			// a batch that opens its runs first is admitted or refused as a whole
			call = this.items.get(item).open((this.openFirst && item > 0) ? caller.following() : caller);
			this.calls.set(item, call);
			if (loop != null && waiting != null) {
				// it was meant for the waiting thread, and another one runs the item
				waiting.takeInterruptOf(loop);
			}
			if (this.cancelled.get()) {
				// the canceller did not see this call yet
				call.run().cancel(this.cancelReason);
			}
		}
		return call;
	}

	/**
	 * Begins as many calls as may be under way. One thread at a time does so, in a loop,
	 * so that calls which end at once do not nest.
	 */
	private void pump() {
		// a thread that waits opens the runs
		this.caller.run(this::pumpHere, this.pumpInContext);
	}

	private void pumpHere() {
		if (this.pumping.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		Throwable thrown = null;
		do {
			while (this.next < this.items.size() && this.free.get() > 0) {
				this.free.decrementAndGet();
				int item = this.next++;
				// an exception must not keep the other items from their end
				thrown = Failures.attempt(thrown, () -> begin(item));
			}
			missed = this.pumping.addAndGet(-missed);
		}
		while (missed != 0);
		Failures.rethrow(thrown);
	}

	private void begin(int item) {
		if (this.cancelled.get() && this.calls.get(item) == null) {
			done(item, null, new RunCancelledException("Item " + item + " did not begin: the batch was cancelled",
					this.cancelReason));
			return;
		}
		OpenCall<T> call;
		try (Run.Scope scope = CurrentRun.scope(this.callersRun)) {
			Objects.requireNonNull(scope);
			call = open(item);
		}
		catch (Throwable ex) {
			close(this.loops.get(item));
			done(item, null, ex);
			return;
		}
		Stages.whenDone(call.future(), (result, failure) -> done(item, result, Failures.unwrap(failure)));
		CallerLoop loop = this.loops.get(item);
		if (loop == null) {
			call.begin();
		}
		else {
			runElsewhere(loop, call);
		}
	}

	private void runElsewhere(CallerLoop loop, OpenCall<?> call) {
		loop.handOver();
		try {
			this.opener.workExecutor().execute(this.opener.withCallersContext(() -> runOn(loop, call)));
		}
		catch (Throwable refusal) {
			loop.adopt();
			loop.close();
			call.future().completeExceptionally(refusal);
			call.run().cancel();
		}
	}

	private static void runOn(CallerLoop loop, OpenCall<?> call) {
		loop.adopt();
		try (loop) {
			call.runOn(loop);
		}
	}

	private void done(int item, @Nullable T result, @Nullable Throwable failure) {
		this.results.set(item, new BatchResult<>(result, failure));
		this.free.incrementAndGet();
		if (this.finished.incrementAndGet() == this.items.size()) {
			List<BatchResult<T>> all = new ArrayList<>();
			for (int i = 0; i < this.items.size(); i++) {
				all.add(this.results.get(i));
			}
			RunFutures.complete(this.future, this.callersRun, all, null);
		}
		else {
			pump();
		}
	}

	/**
	 * Returns the values of a batch.
	 * @param <T> the type of an item's value
	 * @param results the results of the items
	 * @return the values
	 * @throws java.util.concurrent.CompletionException if items failed: its cause is the
	 * first failure, with up to a hundred others suppressed
	 */
	public static <T> List<T> values(List<BatchResult<T>> results) {
		Throwable first = null;
		List<T> values = new ArrayList<>();
		for (BatchResult<T> result : results) {
			Throwable failure = result.failure();
			if (failure == null) {
				values.add(result.value());
			}
			else if (first == null) {
				first = failure;
			}
			else {
				Failures.suppress(first, failure);
			}
		}
		if (first != null) {
			throw new CompletionException("Items of a batch failed", first);
		}
		return Collections.unmodifiableList(values);
	}

	/**
	 * Opens the call of one item.
	 *
	 * @param <T> the type of its value
	 */
	@FunctionalInterface
	public interface Item<T> {

		/**
		 * Opens the call.
		 * @param caller the caller of the batch
		 * @return the call
		 */
		OpenCall<T> open(Caller caller);

	}

}
