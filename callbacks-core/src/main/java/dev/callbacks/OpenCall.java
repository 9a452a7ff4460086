// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.callbacks.event.EndReason;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A call whose run is open, its start appended, and whose work has not begun. For objects
 * whose calls are runs: models, bodies, steps.
 * <p>
 * <b>Life cycle</b>: opened on the caller's thread; then either {@link #begin()}, or
 * {@link #runOn(CallerLoop)} if it was opened with a loop, once. <b>Thread-safety</b>:
 * the future may be used by any thread. <b>Failure</b>: however the future is completed
 * by somebody else, the run ends and its work is cancelled.
 *
 * @param <T> what the call returns
 * @since 0.1.0
 */
public abstract class OpenCall<T extends @Nullable Object> {

	private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

	private final CallbackManager manager;

	private final @Nullable Run callersRun = Run.find().orElse(null);

	private final CompletableFuture<T> future = new CompletableFuture<>();

	/**
	 * A call that is opened by the current thread.
	 * @param manager tells the handlers
	 */
	protected OpenCall(CallbackManager manager) {
		this.manager = manager;
	}

	/**
	 * A call whose body blocks, opened by the current thread.
	 * @param <T> what the body returns
	 * @param manager tells the handlers
	 * @param open opens the run
	 * @param spec what the run is
	 * @param body the body
	 * @param outcome makes what the run ends with of what the body returns
	 * @param caller the loop of the caller that will run it, or {@code null}
	 * @return the call
	 */
	public static <T extends @Nullable Object> OpenCall<T> of(CallbackManager manager, Function<RunSpec, Run> open,
			RunSpec spec, RunBody<T, ?> body, UnaryOperator<@Nullable Object> outcome, @Nullable CallerLoop caller) {
		return new BodyCall<>(manager, open, spec, body, outcome, caller);
	}

	final CallbackManager manager() {
		return this.manager;
	}

	/**
	 * The run of the call.
	 * @return the run
	 */
	public abstract Run run();

	/**
	 * Begins the work as soon as the start of the run is finished.
	 */
	protected abstract void start();

	/**
	 * What the call returns, once its run is over.
	 * @param result what the run came to
	 * @return what the caller gets
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	protected T resultOf(@Nullable Object result) {
		return (T) result;
	}

	/**
	 * What the call returns, when its run is over and every handler has finished the end.
	 * @return the future, the same each time
	 */
	public final CompletableFuture<T> future() {
		return this.future;
	}

	/**
	 * Begins the work without waiting for it.
	 * @return the future
	 */
	public final CompletableFuture<T> begin() {
		run().finished().whenComplete(this::conclude);
		this.future.whenComplete((result, failure) -> cancel(failure));
		start();
		return this.future;
	}

	/**
	 * A cold call: made for each subscriber, whose context it takes.
	 * @param <T> what the call returns
	 * @param open opens the call
	 * @return the Mono; to cancel it closes the run
	 */
	public static <T> Mono<T> mono(Function<? super ContextView, OpenCall<T>> open) {
		return Mono.deferContextual((context) -> Mono.create((sink) -> {
			OpenCall<T> call;
			try {
				call = openIn(context, open);
			}
			catch (Throwable ex) {
				// also what Reactor would not pass on
				sink.error(ex);
				return;
			}
			sink.onCancel(() -> RunFutures.close(call.run()));
			call.begin().whenComplete((result, failure) -> {
				if (failure != null) {
					sink.error(Objects.requireNonNull(RunFutures.unwrap(failure)));
				}
				else {
					sink.success(result);
				}
			});
		}));
	}

	/**
	 * Opens a call in the context of a Reactor subscriber.
	 * @param <C> the call
	 * @param context the context
	 * @param open opens the call
	 * @return the call
	 */
	public static <C extends OpenCall<?>> C openIn(ContextView context, Function<? super ContextView, C> open) {
		if (context.isEmpty()) {
			return open.apply(context);
		}
		try (ContextSnapshot.Scope scope = SNAPSHOTS.setThreadLocalsFrom(context)) {
			Objects.requireNonNull(scope);
			return open.apply(context);
		}
	}

	/**
	 * This call with another result.
	 * @param <R> the type of the result
	 * @param mapping makes it
	 * @return the call, of the same run
	 */
	public final <R> OpenCall<R> map(Function<? super T, ? extends R> mapping) {
		return new MappedCall<>(this, mapping);
	}

	/**
	 * The failure that the caller gets.
	 * @param failure the failure of the run
	 * @return the failure without what futures wrap around it, unless a call knows better
	 */
	protected Throwable failureOf(Throwable failure) {
		return Objects.requireNonNull(RunFutures.unwrap(failure));
	}

	private void conclude(@Nullable Object result, @Nullable Throwable failure) {
		T value = (failure == null) ? resultOf(result) : null;
		RunFutures.complete(this.future, this.callersRun, value, (failure != null) ? failureOf(failure) : null);
	}

	private void cancel(@Nullable Throwable failure) {
		EndReason reason = RunFutures.reasonOf(failure);
		if (failure instanceof TimeoutException) {
			// comes on the one thread that all timeouts share
			this.manager.workExecutor().execute(() -> run().cancel(reason));
		}
		else {
			run().cancel(reason);
		}
	}

	/**
	 * Makes the call on this thread, which works off the loop until the call is done.
	 * @param loop the loop that the call was opened with
	 */
	public final void runOn(CallerLoop loop) {
		loop.onInterrupt(() -> run().cancel(EndReason.CANCELLED));
		begin();
		loop.runUntilDone(this.future);
		loop.rethrow();
	}

	/**
	 * Makes the call on this thread, and waits for what it returns.
	 * @param <X> what it throws
	 * @param loop the loop that the call was opened with
	 * @return what the call returns
	 * @throws X what the call fails with, unchanged
	 */
	public final <X extends Exception> T callOn(CallerLoop loop) throws X {
		runOn(loop);
		Throwable failure = RunFutures.failure(this.future);
		if (failure != null) {
			throw OpenCall.<RuntimeException>unchanged(failure);
		}
		return this.future.join();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E unchanged(Throwable failure) throws E {
		throw (E) failure;
	}

}
