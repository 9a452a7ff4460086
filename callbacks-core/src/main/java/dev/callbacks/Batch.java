// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * Several calls at once, of which a bounded number is under way at a time. For objects
 * whose calls are runs.
 * <p>
 * All runs are opened on the thread that calls, in the order of the items, if it waits;
 * otherwise by whoever has room for the next. <b>Failure</b>: one that fails does not
 * keep the others from their end.
 *
 * @param <T> what an item returns
 * @since 0.1.0
 */
public final class Batch<T> {

	private final CallbackManager manager;

	private final List<? extends Item<T>> items;

	/** Whether all are opened before the first begins. */
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

	/** Opens further runs as the caller would, wherever there is room for them. */
	private final Runnable pumpInContext;

	private volatile EndReason cancelReason = EndReason.CANCELLED;

	/** The next item to begin. Touched by whoever pumps. */
	private int next;

	/** The loop that is told of an interrupt of the thread that opens the items. */
	private @Nullable CallerLoop interruptible;

	/** The loop of the thread that waits for the batch, if one does. */
	private volatile @Nullable CallerLoop caller;

	private Batch(CallbackManager manager, List<? extends Item<T>> items, int maxConcurrency, boolean openFirst) {
		this.manager = manager;
		this.items = items;
		this.openFirst = openFirst;
		this.calls = new AtomicReferenceArray<>(items.size());
		this.results = new AtomicReferenceArray<>(items.size());
		this.loops = new AtomicReferenceArray<>(items.size());
		this.free = new AtomicInteger(maxConcurrency);
		this.pumpInContext = manager.withCallersContext(this::pumpHere);
	}

	/**
	 * A batch whose runs are opened one by one, as there is room.
	 * @param <T> what an item returns
	 * @param manager tells the handlers
	 * @param items the items
	 * @param maxConcurrency how many are under way at once
	 * @return the batch
	 */
	public static <T> Batch<T> of(CallbackManager manager, List<? extends Item<T>> items, int maxConcurrency) {
		return new Batch<>(manager, items, maxConcurrency, false);
	}

	/**
	 * A batch whose runs are all opened first; the bound is for their work.
	 * @param <T> what an item returns
	 * @param manager tells the handlers
	 * @param items the items
	 * @param maxConcurrency how many are under way at once
	 * @return the batch
	 */
	public static <T> Batch<T> openingFirst(CallbackManager manager, List<? extends Item<T>> items,
			int maxConcurrency) {
		return new Batch<>(manager, items, maxConcurrency, true);
	}

	/**
	 * The calls that were opened, in the order of the items. To be asked when all are
	 * done.
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
	 * Makes the calls without holding this thread.
	 * @return how they came out, in the order of the items. However the future is
	 * completed by somebody else, all runs end
	 */
	public CompletableFuture<List<BatchResult<T>>> begin() {
		openAllIfFirst(false);
		this.future.whenComplete((results, failure) -> cancel(RunFutures.reasonOf(failure)));
		pump();
		return this.future;
	}

	/**
	 * Makes the calls and waits for them. A single one runs on this thread, several on
	 * threads of the work executor.
	 * @return how they came out, in the order of the items
	 */
	public List<BatchResult<T>> run() {
		try (CallerLoop loop = new CallerLoop()) {
			this.interruptible = loop;
			openAllIfFirst(true);
			this.caller = loop;
			loop.onInterrupt(() -> cancel(EndReason.CANCELLED));
			pump();
			loop.runUntilDone(this.future);
			loop.rethrow();
		}
		return RunFutures.get(this.future);
	}

	/**
	 * Ends the runs that are open, and opens no more.
	 * @param reason why
	 */
	public void cancel(EndReason reason) {
		this.cancelReason = reason;
		this.cancelled.set(true);
		calls().forEach((call) -> call.run().cancel(reason));
		pump();
	}

	private void openAllIfFirst(boolean blocking) {
		try {
			for (int i = 0; this.openFirst && i < this.items.size(); i++) {
				open(i, blocking);
			}
		}
		catch (Throwable ex) {
			calls().forEach((call) -> call.run().cancel());
			for (int i = 0; i < this.items.size(); i++) {
				CallerLoop loop = this.loops.get(i);
				if (loop != null) {
					// nobody will work off what is still handed to it
					loop.close();
				}
			}
			throw ex;
		}
	}

	private OpenCall<T> open(int item, boolean blocking) {
		OpenCall<T> call = this.calls.get(item);
		if (call == null) {
			CallerLoop loop = blocking ? new CallerLoop() : null;
			this.loops.set(item, loop);
			call = this.items.get(item).open(loop);
			this.calls.set(item, call);
			CallerLoop interruptible = this.interruptible;
			if (loop != null && interruptible != null) {
				// it was meant for the thread that waits, and another will run the item
				interruptible.takeInterruptOf(loop);
			}
			if (this.cancelled.get()) {
				// those who cancelled did not see it yet
				call.run().cancel(this.cancelReason);
			}
		}
		return call;
	}

	/**
	 * Begins as many calls as may be under way. Lets one thread at a time through, so
	 * that calls which are done at once do not nest.
	 */
	private void pump() {
		CallerLoop caller = this.caller;
		if (caller != null && !caller.isOwner()) {
			// runs are opened on the thread that waits
			caller.execute(this::pumpHere);
		}
		else if (caller != null) {
			pumpHere();
		}
		else {
			this.pumpInContext.run();
		}
	}

	private void pumpHere() {
		if (this.pumping.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			while (this.next < this.items.size() && this.free.get() > 0) {
				this.free.decrementAndGet();
				begin(this.next++);
			}
			missed = this.pumping.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void begin(int item) {
		if (this.cancelled.get() && this.calls.get(item) == null) {
			done(item, null, new RunCancelledException("Item " + item + " of the batch was not begun: it was cancelled",
					this.cancelReason));
			return;
		}
		OpenCall<T> call;
		Run before = CurrentRun.set(this.callersRun);
		try {
			call = open(item, this.caller != null);
		}
		catch (Throwable ex) {
			done(item, null, ex);
			return;
		}
		finally {
			CurrentRun.set(before);
		}
		call.future().whenComplete((result, failure) -> done(item, result, RunFutures.unwrap(failure)));
		CallerLoop loop = this.loops.get(item);
		if (loop == null) {
			call.begin();
		}
		else if (this.items.size() == 1) {
			runOn(loop, call);
		}
		else {
			loop.handOver();
			this.manager.workExecutor().execute(this.manager.withCallersContext(() -> runOn(loop, call)));
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
	 * The values of a batch.
	 * @param <T> what an item returns
	 * @param results how its items came out
	 * @return the values
	 * @throws java.util.concurrent.CompletionException with the failure of the first item
	 * that failed as its cause, the others suppressed in that, if one did
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
			else if (first != failure) {
				first.addSuppressed(failure);
			}
		}
		if (first != null) {
			throw new CompletionException(first);
		}
		return Collections.unmodifiableList(values);
	}

	/**
	 * Opens the call of one item.
	 *
	 * @param <T> what it returns
	 */
	@FunctionalInterface
	public interface Item<T> {

		/**
		 * Opens the call.
		 * @param caller the loop of the thread that will run it, or {@code null}
		 * @return the call
		 */
		OpenCall<T> open(@Nullable CallerLoop caller);

	}

}
