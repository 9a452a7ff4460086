// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * A call whose body blocks: on the thread of a caller that waits, or on a thread of the
 * work executor.
 */
final class BodyCall<T extends @Nullable Object> extends OpenCall<T> {

	private final RunBody<T, ?> body;

	private final UnaryOperator<@Nullable Object> outcome;

	private final @Nullable CallerLoop caller;

	private final Executor executor;

	/** The body as it runs on another thread: with the caller's context. */
	private final Runnable elsewhere;

	private final BodyThread thread = new BodyThread();

	private final Run run;

	/** What the body returned; read when the run is over. */
	private volatile @Nullable T result;

	/** The failure of the body, of whose wrapper handlers are not told. */
	private volatile @Nullable Throwable thrown;

	BodyCall(CallbackManager manager, Function<RunSpec, Run> open, RunSpec spec, RunBody<T, ?> body,
			UnaryOperator<@Nullable Object> outcome, @Nullable CallerLoop caller) {
		super(manager);
		this.body = body;
		this.outcome = outcome;
		this.caller = caller;
		this.executor = manager.workExecutor();
		this.elsewhere = (caller != null) ? this::perform : manager.withCallersContext(this::perform);
		this.run = open.apply(spec.withCaller(caller).withOnAbort((error) -> this.thread.abort()));
	}

	@Override
	public Run run() {
		return this.run;
	}

	@Override
	protected void start() {
		if (this.caller == null) {
			this.run.started().whenComplete((started, failure) -> {
				if (failure == null) {
					this.executor.execute(this.elsewhere);
				}
			});
			return;
		}
		this.caller.runUntilDone(this.run.started().toCompletableFuture());
		if (!this.run.started().toCompletableFuture().isCompletedExceptionally()) {
			perform();
		}
	}

	private void perform() {
		if (!this.thread.enter()) {
			return;
		}
		Throwable failure = null;
		Run before = CurrentRun.set(this.run);
		try {
			leaveLoop();
			this.result = this.body.call();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		CurrentRun.set(before);
		boolean aborted = this.thread.leave();
		comeBackToLoop();
		boolean interrupted = this.caller != null && this.caller.takeInterrupt();
		if (failure == null) {
			failure = end();
		}
		else if (failure instanceof InterruptedException && !aborted) {
			interrupted(failure);
		}
		else {
			this.thrown = failure;
			this.run.error(Objects.requireNonNull(RunFutures.unwrap(failure)),
					interrupted ? EndReason.CANCELLED : EndReason.FAILED);
		}
		if (this.caller == null && failure instanceof VirtualMachineError fatal && RunFutures.isFatal(fatal)) {
			throw fatal;
		}
	}

	/**
	 * Ends the run.
	 * @return what is fatal in the view of the output, or {@code null}
	 */
	private @Nullable Throwable end() {
		Object output;
		try {
			output = this.outcome.apply(this.result);
		}
		catch (Throwable ex) {
			this.run.error(ex);
			return ex;
		}
		this.run.end(output);
		return null;
	}

	/**
	 * A caller that waits gets what the body has thrown, with its wrapper.
	 */
	@Override
	protected Throwable failureOf(Throwable failure) {
		Throwable thrown = this.thrown;
		return (this.caller != null && thrown != null && failure == RunFutures.unwrap(thrown)) ? thrown
				: super.failureOf(failure);
	}

	@Override
	@SuppressWarnings("NullAway")
	protected T resultOf(@Nullable Object outcome) {
		return this.result;
	}

	private void leaveLoop() {
		if (this.caller != null) {
			this.caller.leave(this.executor);
		}
	}

	private void comeBackToLoop() {
		if (this.caller != null) {
			this.caller.comeBack();
		}
	}

	/**
	 * A body whose thread was interrupted by somebody else was cancelled.
	 */
	private void interrupted(Throwable failure) {
		if (this.caller != null) {
			this.caller.rememberInterrupt();
		}
		this.run.error(new RunCancelledException("Run " + this.run.info().id() + " was interrupted",
				EndReason.CANCELLED, failure), EndReason.CANCELLED);
	}

}
