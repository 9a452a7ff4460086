// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A call whose body returns a stage that is awaited.
 */
final class StageCall<T> extends OpenCall<T> {

	private final Supplier<? extends CompletionStage<? extends T>> body;

	private final UnaryOperator<@Nullable Object> view;

	/** The body as it runs on another thread: with the caller's context. */
	private final Runnable elsewhere;

	private final @Nullable CallerLoop caller;

	private final Executor executor;

	private final Run run;

	/** What the stage came to; read when the run is over. */
	private volatile @Nullable T result;

	private volatile boolean aborted;

	private volatile @Nullable CompletionStage<? extends T> stage;

	/**
	 * The thread that is in {@link #start()}. One that comes back to this later, as
	 * threads of a pool do, carries the caller's context no more.
	 */
	private volatile @Nullable Thread starting;

	StageCall(CallbackManager manager, Function<RunSpec, Run> open, RunSpec spec,
			Supplier<? extends CompletionStage<? extends T>> body, UnaryOperator<@Nullable Object> view,
			@Nullable CallerLoop caller) {
		super(manager);
		this.body = body;
		this.view = view;
		this.caller = caller;
		this.executor = manager.workExecutor();
		this.elsewhere = manager.withCallersContext(this::perform);
		this.run = open.apply(spec.withCaller(caller).withOnAbort((error) -> abort()));
	}

	@Override
	public Run run() {
		return this.run;
	}

	@Override
	protected void start() {
		this.starting = Thread.currentThread();
		this.run.started().whenComplete((started, failure) -> {
			if (failure == null) {
				Runnable body = (Thread.currentThread() == this.starting) ? this::perform : this.elsewhere;
				body.run();
			}
		});
		this.starting = null;
	}

	@Override
	@SuppressWarnings("NullAway")
	protected T resultOf(@Nullable Object output) {
		return this.result;
	}

	private void perform() {
		if (this.aborted) {
			return;
		}
		CompletionStage<? extends T> stage;
		Run before = CurrentRun.set(this.run);
		if (this.caller != null) {
			this.caller.leave(this.executor);
		}
		try {
			stage = Objects.requireNonNull(this.body.get(), "the body of the run returned no stage");
		}
		catch (Throwable failure) {
			this.run.error(failure);
			return;
		}
		finally {
			CurrentRun.set(before);
			if (this.caller != null) {
				this.caller.comeBack();
			}
		}
		this.stage = stage;
		if (this.aborted) {
			abort();
		}
		try {
			stage.whenComplete(this::end);
		}
		catch (Throwable failure) {
			this.run.error(failure);
		}
	}

	private void end(@Nullable T result, @Nullable Throwable failure) {
		if (failure != null) {
			this.run.error(Objects.requireNonNull(RunFutures.unwrap(failure)));
			return;
		}
		Object output;
		try {
			output = this.view.apply(result);
		}
		catch (Throwable ex) {
			this.run.error(ex);
			return;
		}
		this.result = result;
		this.run.end(output);
	}

	private void abort() {
		this.aborted = true;
		CompletionStage<? extends T> stage = this.stage;
		if (stage != null) {
			stage.toCompletableFuture().cancel(true);
		}
	}

}
