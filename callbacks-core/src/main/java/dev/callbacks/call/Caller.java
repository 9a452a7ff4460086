// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The caller of a call: a thread that waits for it, a Reactor subscriber, or neither.
 * Calls that the work of a call makes have the same caller. Immutable.
 *
 * @since 0.1.0
 */
public final class Caller {

	private static final Logger logger = LoggerFactory.getLogger(Caller.class);

	/** A caller that neither waits nor subscribes, of whom nothing is known. */
	static final Caller NOBODY = new Caller(null, Context.empty(), false, Place.OWN);

	private final @Nullable CallerLoop loop;

	private final Context context;

	/** Whether the context is that of a subscriber. */
	private final boolean subscribing;

	private final Place place;

	private Caller(@Nullable CallerLoop loop, Context context, boolean subscribing, Place place) {
		this.loop = loop;
		this.context = context;
		this.subscribing = subscribing;
		this.place = place;
	}

	/**
	 * Returns a caller that neither waits nor subscribes, but begins a call on this
	 * thread.
	 * @return the caller
	 */
	public static Caller nobody() {
		Context context = ofThisThread();
		return context.isEmpty() ? NOBODY : new Caller(null, context, false, Place.OWN);
	}

	/**
	 * Creates a caller that waits on its own thread.
	 * @param loop the loop that its thread runs
	 */
	static Caller waiting(CallerLoop loop) {
		return new Caller(loop, ofThisThread(), false, Place.OWN);
	}

	/**
	 * Returns the thread-locals of this thread if Reactor restores them by itself: it
	 * takes all those away that are not in the context. Otherwise nothing.
	 */
	private static Context ofThisThread() {
		Context context = Context.empty();
		if (Hooks.isAutomaticContextPropagationEnabled()) {
			for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
				context = with(context, accessor);
			}
		}
		return context;
	}

	private static Context with(Context context, ThreadLocalAccessor<?> accessor) {
		try {
			Object value = accessor.getValue();
			return (value != null) ? context.put(accessor.key(), value) : context;
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "A context accessor failed", ex);
			return context;
		}
	}

	/**
	 * Creates a caller that subscribes.
	 * @param context the context of the subscriber
	 * @return the caller
	 */
	public static Caller subscribing(ContextView context) {
		return context.isEmpty() ? NOBODY : new Caller(null, Context.of(context), true, Place.OWN);
	}

	/**
	 * Returns the loop of the waiting thread, or {@code null}.
	 */
	@Nullable CallerLoop loop() {
		return this.loop;
	}

	/**
	 * Returns the context of the subscriber.
	 * @return the context; without a subscriber it has the thread-locals that Reactor
	 * would take away, if any
	 */
	public Context context() {
		return this.context;
	}

	/**
	 * Returns the context of the subscriber if it has values, which its thread need not
	 * have; else {@code null}.
	 */
	@Nullable Context carrier() {
		return (this.subscribing && !this.context.isEmpty()) ? this.context : null;
	}

	/**
	 * Opens a scope in which this thread has the values of the subscriber's context, or
	 * one of nothing if there is none.
	 */
	Run.Scope carried(RunOpener opener) {
		Context carrier = carrier();
		return (carrier != null) ? opener.carrying(carrier) : () -> {
		};
	}

	/**
	 * Chooses the thread that requests from a source: the waiting thread, which an early
	 * end of the call interrupts; else for a source that blocks a thread of the work
	 * executor, in the context of this thread; else this thread. The run is current
	 * there.
	 * @param <T> the type of the items
	 * @param source the source
	 * @param blocking whether the source blocks the requesting thread
	 * @param run the run of the call
	 * @param opener has opened the run
	 * @return the items of the source, on the waiting thread if there is one
	 */
	public <T> Flux<T> ask(Publisher<T> source, boolean blocking, Run run, RunOpener opener) {
		if (this.loop != null) {
			return InterruptibleFlux.of(LawfulFlux.of(source)).publishOn(scheduler(run, this.loop::executeWork), 1);
		}
		if (!blocking) {
			return LawfulFlux.of(source);
		}
		UnaryOperator<Runnable> callersContext = opener.callersContext();
		return LawfulFlux.of(LawfulFlux.of(source)
			.subscribeOn(scheduler(run, (task) -> opener.workExecutor().execute(callersContext.apply(task)))));
	}

	/**
	 * Creates the items of work that is tried again while it fails before its first item.
	 * The current run reports the attempts.
	 * @param <T> the type of the items
	 * @param policy the policy
	 * @param opener has opened the current run
	 * @param attempt makes an attempt by its number, from one
	 * @return the items, for one subscriber
	 */
	public <T> Flux<T> retry(RetryPolicy policy, RunOpener opener,
			IntFunction<? extends Publisher<? extends T>> attempt) {
		return new Attempts<T>(policy, opener, attempt).flux(this);
	}

	/**
	 * Creates a scheduler whose tasks find a run as the current one.
	 */
	private static Scheduler scheduler(Run run, Executor executor) {
		return Schedulers.fromExecutor((task) -> executor.execute(() -> {
			try (Run.Scope scope = run.scope()) {
				Objects.requireNonNull(scope);
				task.run();
			}
		}));
	}

	/**
	 * Creates a copy of this caller that waits on a thread of the work executor.
	 * @param loop the loop of that thread
	 */
	Caller on(CallerLoop loop) {
		return new Caller(loop, this.context, this.subscribing, Place.WORK_THREAD);
	}

	/**
	 * Creates a copy of this caller for a call that follows one of the same root call.
	 */
	Caller following() {
		return new Caller(this.loop, this.context, this.subscribing, Place.ADMITTED);
	}

	/**
	 * Whether a call holds a thread of the work executor that nobody has asked for yet.
	 * @param blocking whether the work of the call blocks a thread
	 * @return whether it does
	 */
	public boolean needsWorkThread(boolean blocking) {
		return switch (this.place) {
			case OWN -> blocking && this.loop == null;
			case WORK_THREAD -> true;
			case ADMITTED -> false;
		};
	}

	/**
	 * Creates a copy of this caller whose context has a run as the current one.
	 */
	Caller inside(Run run) {
		return this.context.isEmpty() ? this : withContext(run.inside(this.context));
	}

	/**
	 * Creates a copy of this caller when the start of its run has been appended on this
	 * thread: inline handlers may have changed the thread-locals.
	 */
	Caller afterStart() {
		Context context = this.subscribing ? this.context : ofThisThread();
		return (context == this.context) ? this : withContext(context);
	}

	private Caller withContext(Context context) {
		return new Caller(this.loop, context, this.subscribing, this.place);
	}

	/**
	 * Runs one of two tasks: the first if a thread waits, the second if none does.
	 * @param here the task for the waiting thread
	 * @param elsewhere the task for this thread
	 */
	public void run(Runnable here, Runnable elsewhere) {
		if (this.loop == null) {
			elsewhere.run();
		}
		else if (this.loop.isOwner() && this.loop.mayWork()) {
			here.run();
		}
		else {
			this.loop.executeWork(here);
		}
	}

	/**
	 * Puts work off that would be done on the waiting thread inside a step of a run: it
	 * may wait for the run, and so for itself.
	 * @return whether it is done later
	 */
	boolean putsOff(Runnable work) {
		if (this.loop == null || this.loop.mayWork()) {
			return false;
		}
		this.loop.executeWork(work);
		return true;
	}

	/**
	 * Whether the current thread is the waiting one.
	 */
	boolean isThisThread() {
		return this.loop != null && this.loop.isOwner();
	}

	/**
	 * Runs tasks on this thread until a stage is complete, if this is the waiting one. So
	 * a source that is asked from it brings no more meanwhile.
	 */
	void runUntilDone(CompletionStage<?> stage) {
		if (this.loop != null && this.loop.isOwner()) {
			this.loop.runUntilDone(stage.toCompletableFuture());
		}
	}

	/**
	 * Waits for a stage on this thread, unless a loop waits already, or the thread must
	 * not block or is interrupted.
	 * @return whether the stage is complete
	 */
	boolean awaitHere(CompletionStage<?> stage) {
		CompletableFuture<?> done = Stages.whenDone(stage, (value, failure) -> {
		}).toCompletableFuture();
		if (this.loop == null && !done.isDone() && !Schedulers.isInNonBlockingThread()) {
			try {
				// get() lets a fork-join pool compensate for this thread
				done.get();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException ex) {
				// none, since it takes over no failure
			}
		}
		return done.isDone();
	}

	/**
	 * Clears an interrupt that came while the waiting thread was in the work, so that
	 * handlers run without it. It is restored when the call returns.
	 * @return whether there was one, now or before and nobody has heeded it
	 */
	boolean takeInterrupt() {
		return this.loop != null && this.loop.isOwner() && this.loop.takeInterrupt();
	}

	/**
	 * Ends the outermost call that this thread waits for, if an interrupt was taken from
	 * the work of one below.
	 */
	void heedInterrupt() {
		if (isThisThread()) {
			Objects.requireNonNull(this.loop).heedInterrupt();
		}
	}

	/**
	 * Gives this thread an interrupt back that was taken from it while others were
	 * called, or that they took although it was meant for the body of a run.
	 * @param taken whether an interrupt was taken
	 */
	public static void giveInterruptBack(boolean taken) {
		BodyThread.giveInterruptBack(taken);
	}

	/**
	 * Whether an interrupt made the work fail. On the waiting thread the interrupt is
	 * remembered, and restored when the call returns.
	 */
	boolean isInterrupt(Throwable failure) {
		boolean isInterrupt = Failures.isInterrupt(failure);
		if (isInterrupt && this.loop != null && this.loop.isOwner()) {
			this.loop.rememberInterrupt();
		}
		return isInterrupt;
	}

	/**
	 * Whether a thread waits for the call.
	 * @return whether one does
	 */
	public boolean isWaiting() {
		return this.loop != null;
	}

	/**
	 * The place of the work of a call.
	 */
	private enum Place {

		/** The thread that waits; without one, a work thread for work that blocks. */
		OWN,

		/** A thread of the work executor, which waits. */
		WORK_THREAD,

		/** A place that a call before this one has been given. */
		ADMITTED

	}

}
