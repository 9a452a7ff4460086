// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.callbacks.CallFailedException;
import dev.callbacks.CallbackException;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.RunBody;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A call for one value that is open: the start of its run is appended, and its work has
 * not begun.
 * <p>
 * <b>Life cycle</b>: opened on the caller's thread; then begun once, by {@link #begin()},
 * or on the thread of a caller that waits. <b>Thread-safety</b>: the future may be used
 * by any thread. <b>Failure</b>: completing the future from outside ends the run and
 * cancels its work.
 *
 * @param <T> the type of the value
 * @since 0.1.0
 */
public final class OpenCall<T extends @Nullable Object> {

	private static final Logger logger = LoggerFactory.getLogger(OpenCall.class);

	private final RunOpener opener;

	private final Call<?> call;

	private final BiFunction<? super @Nullable Object, ? super @Nullable Object, ? extends T> value;

	private final LastItem lastItem;

	private final @Nullable Run callersRun = Run.find().orElse(null);

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private OpenCall(RunOpener opener, Call<?> call, LastItem lastItem,
			BiFunction<? super @Nullable Object, ? super @Nullable Object, ? extends T> value) {
		this.opener = opener;
		this.call = call;
		this.lastItem = lastItem;
		this.value = value;
	}

	/**
	 * Opens a call whose value is the last item of its work, or {@code null} without one.
	 * @param <T> the type of the value
	 * @param opener opens the run
	 * @param plan the plan of the run
	 * @param work the work
	 * @param caller the caller
	 * @return the call
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public static <T extends @Nullable Object> OpenCall<T> forItem(RunOpener opener, RunPlan plan, Work<?> work,
			Caller caller) {
		return open(opener, plan, work, caller, (item, result) -> (T) item);
	}

	/**
	 * Opens a call whose value is the result of its run.
	 * @param <T> the type of the value
	 * @param opener opens the run
	 * @param plan the plan of the run
	 * @param work the work
	 * @param caller the caller
	 * @return the call
	 */
	@SuppressWarnings("unchecked")
	public static <T> OpenCall<T> forResult(RunOpener opener, RunPlan plan, Work<?> work, Caller caller) {
		return open(opener, plan, work, caller, (item, result) -> (T) Objects.requireNonNull(result));
	}

	/**
	 * Calls a blocking body on this thread, in a run that only observes it: its exception
	 * is thrown unchanged, and it is called even if no run can be opened.
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the body throws
	 * @param opener opens the run
	 * @param plan the plan of the run, with {@link RunPlan#observed()}
	 * @param body the body
	 * @param view creates the result of the run from the value of the body
	 * @return the value
	 * @throws X if the body does
	 */
	public static <T extends @Nullable Object, X extends Exception> T observe(RunOpener opener, RunPlan plan,
			RunBody<T, X> body, UnaryOperator<@Nullable Object> view) throws X {
		BodyWork<Object> work = new BodyWork<>((run, who) -> new BodyMono<>(body, run, opener, who.loop()), view, true);
		return callHere(plan, body, (caller) -> forItem(opener, plan, work, caller));
	}

	/**
	 * Opens a call of a blocking body and makes it on this thread. If no run can be
	 * opened, an observed body is called without one.
	 */
	static <T extends @Nullable Object, X extends Exception> T callHere(RunPlan plan, RunBody<T, X> body,
			Function<? super Caller, OpenCall<T>> open) throws X {
		try (CallerLoop loop = new CallerLoop()) {
			OpenCall<T> call;
			try {
				call = open.apply(Caller.waiting(loop));
			}
			catch (Throwable ex) {
				if (plan.observed() && goesOnWithoutRun(ex)) {
					return body.call();
				}
				throw ex;
			}
			return call.<X>callOn(loop);
		}
	}

	/**
	 * Whether an observed call goes on although its run could not be opened. The log says
	 * so if that was no refusal.
	 * @param failure the failure of the opening
	 * @return whether it does; if not, the failure is to be thrown
	 */
	public static boolean goesOnWithoutRun(Throwable failure) {
		boolean goesOn = !Failures.isFatal(failure);
		if (goesOn && !(failure instanceof CallbackException)) {
			Failures.isolate(logger, "The run of a call could not be opened, so the call goes on without one", failure);
		}
		return goesOn;
	}

	private static <T extends @Nullable Object> OpenCall<T> open(RunOpener opener, RunPlan plan, Work<?> work,
			Caller caller, BiFunction<? super @Nullable Object, ? super @Nullable Object, ? extends T> value) {
		caller.heedInterrupt();
		LastItem lastItem = new LastItem(caller.context());
		return new OpenCall<>(opener, new Call<>(opener, plan, work, caller, lastItem), lastItem, value);
	}

	/**
	 * Returns the run of the call.
	 * @return the run
	 */
	public Run run() {
		return this.call.run();
	}

	/**
	 * Returns the value of the call, which comes when every handler has finished the end
	 * of its run.
	 * @return the future, the same each time
	 */
	public CompletableFuture<T> future() {
		return this.future;
	}

	/**
	 * Begins the work without waiting for it.
	 * @return the future
	 */
	public CompletableFuture<T> begin() {
		Stages.whenDone(this.future, (result, failure) -> cancel(failure));
		this.call.begin(this::conclude);
		return this.future;
	}

	private void conclude(@Nullable Object result, @Nullable Throwable failure) {
		T value = null;
		Throwable error = failure;
		try {
			value = (error == null) ? this.value.apply(this.lastItem.item, result) : null;
		}
		catch (Throwable ex) {
			error = ex;
		}
		RunFutures.complete(this.future, this.callersRun, value, error);
	}

	private void cancel(@Nullable Throwable failure) {
		EndReason reason = RunFutures.reasonOf(failure);
		if (failure instanceof TimeoutException) {
			// this is the one thread that all timeouts of futures share
			this.opener.workExecutor().execute(() -> run().cancel(reason));
		}
		else {
			run().cancel(reason);
		}
	}

	/**
	 * Ends the run for a consumer that has cancelled. Does not throw.
	 */
	public void close() {
		RunFutures.close(run());
	}

	/**
	 * Creates a view of this call with another value.
	 * @param <R> the type of the value
	 * @param mapping creates the value
	 * @return the call, of the same run
	 */
	public <R> OpenCall<R> map(Function<? super T, ? extends R> mapping) {
		return new OpenCall<>(this.opener, this.call, this.lastItem,
				(item, result) -> mapping.apply(this.value.apply(item, result)));
	}

	/**
	 * Makes the call on this thread, which runs tasks of the loop until the call is done.
	 * @param loop the loop of the caller
	 */
	void runOn(CallerLoop loop) {
		loop.onInterrupt(() -> run().cancel(EndReason.CANCELLED));
		begin();
		loop.runUntilDone(this.future);
		loop.rethrow();
	}

	/**
	 * Makes the call on this thread, and waits for its value.
	 * @param <X> the type of its exception
	 * @param loop the loop of the caller
	 * @throws X the failure of the call, unchanged
	 */
	private <X extends Exception> T callOn(CallerLoop loop) throws X {
		runOn(loop);
		Throwable failure = Stages.failureOf(this.future);
		if (failure != null) {
			throw OpenCall.<RuntimeException>unchanged(failure);
		}
		return this.future.join();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E unchanged(Throwable failure) throws E {
		throw (E) failure;
	}

	/**
	 * Opens a call, makes it on this thread, and waits for its value.
	 * @param <T> the type of the value
	 * @param open opens the call
	 * @return the value
	 * @throws CallFailedException if the call fails with a checked exception, its cause;
	 * other failures are thrown unchanged
	 */
	public static <T extends @Nullable Object> T await(Function<? super Caller, OpenCall<T>> open) {
		try (CallerLoop loop = new CallerLoop()) {
			return open.apply(Caller.waiting(loop)).<RuntimeException>callOn(loop);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new CallFailedException(ex);
		}
	}

	/**
	 * Creates a cold call, which is opened for each subscriber in its context.
	 * @param <T> the type of the value
	 * @param opener opens the run
	 * @param open opens the call
	 * @return the Mono; cancelling it closes the run
	 */
	public static <T> Mono<T> mono(RunOpener opener, Function<? super Caller, OpenCall<T>> open) {
		return Mono.deferContextual((context) -> Mono.create((sink) -> {
			CompletableFuture<T> future;
			try {
				future = inContext(opener, context, (caller) -> {
					OpenCall<T> call = open.apply(caller);
					sink.onCancel(call::close);
					return call.begin();
				});
			}
			catch (Throwable ex) {
				// includes errors that Reactor would not pass on
				sink.error(ex);
				return;
			}
			Stages.whenDone(future, (result, failure) -> {
				if (failure != null) {
					sink.error(Objects.requireNonNull(Failures.unwrap(failure)));
				}
				else {
					sink.success(result);
				}
			});
		}));
	}

	/**
	 * Opens or begins a call in the context of a Reactor subscriber, which this thread
	 * has meanwhile.
	 * @param <R> the type of the result
	 * @param opener opens the run
	 * @param context the context
	 * @param action opens or begins the call
	 * @return the result of the action
	 */
	public static <R> R inContext(RunOpener opener, ContextView context, Function<? super Caller, R> action) {
		Caller caller = Caller.subscribing(context);
		if (context.isEmpty()) {
			return action.apply(caller);
		}
		try (Run.Scope values = opener.carrying(context); Run.Scope run = CurrentRun.scope(CurrentRun.in(context))) {
			Objects.requireNonNull(values);
			Objects.requireNonNull(run);
			return action.apply(caller);
		}
	}

	/**
	 * A subscriber that keeps the last item. The run itself reports the end.
	 */
	private static final class LastItem implements CoreSubscriber<Object> {

		private final Context context;

		/** Read when the run is over. */
		private volatile @Nullable Object item;

		private LastItem(Context context) {
			this.context = context;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object item) {
			this.item = item;
		}

		@Override
		public void onError(Throwable error) {
		}

		@Override
		public void onComplete() {
		}

	}

}
