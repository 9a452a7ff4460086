// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

import dev.callbacks.DrivenRun;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunStateException;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.call.RunPlan;
import dev.callbacks.call.WaitingCaller;
import dev.callbacks.call.WindowOverflowException;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * A run: a log of events, and the lanes that read it.
 * <p>
 * <b>One appender.</b> Everything that appends goes through {@link #appender}, which lets
 * one thread at a time through. <b>One ending.</b> One atomic step decides who ends the
 * run; the winner always appends a terminal event, behind the start. A token that is not
 * yet appended by then is discarded. <b>On a caller's thread.</b> With a
 * {@link WaitingCaller}, all steps run on the thread of a blocking caller, and a step
 * goes on to the next handler when the one before has finished.
 */
final class DispatchedRun extends RunShared implements DrivenRun {

	private static final Comparator<DispatchedRun> BY_AGE = Comparator.comparingLong((run) -> run.family.began());

	private static final VarHandle ENDING = Fields.field(MethodHandles.lookup(), "ending", EndReason.class);

	final RunLanes lanes;

	final RunChildren<DispatchedRun> children = new RunChildren<>();

	private final @Nullable DispatchedRun parent;

	private final Consumer<DispatchedRun> onClosed;

	private final Consumer<Throwable> onAbort;

	private final Supplier<? extends @Nullable Object> partial;

	/** Once an ending has won, why runs that are opened below this one end. */
	private volatile @Nullable EndReason ending;

	private final RunFuture started = new RunFuture();

	/** Complete when the caller may be told. */
	private final RunFuture finished = new RunFuture();

	/** The outcome that the caller is told of. The appender's. */
	private @Nullable Object result;

	private @Nullable Throwable error;

	/** The time after which the run is ended, if it has one. */
	private volatile @Nullable Future<?> timeout;

	/** Whether the opener came to the point of appending the start. The opener's. */
	private boolean appended;

	/**
	 * Creates a run that is not begun. A caller's thread calls the handlers. The emitting
	 * thread calls none that may block if it must not.
	 */
	DispatchedRun(Engine engine, @Nullable DispatchedRun parent, RunFamily family, RunPlan spec,
			@Nullable WaitingCaller caller, boolean neverHere, Consumer<DispatchedRun> onClosed) {
		super(engine, family, spec, caller);
		this.parent = parent;
		this.onClosed = onClosed;
		this.onAbort = spec.onAbort();
		this.partial = spec.partial();
		this.lanes = new RunLanes(this, neverHere);
	}

	/** Joins the run above, and appends the start. Called once, by the opener. */
	void begin(RunPlan spec) {
		if (this.parent != null) {
			this.parent.children.add(this);
			this.parent.lanes.lanes.handDownCuts(this.lanes.lanes);
			EndReason above = this.parent.ending;
			if (above != null) {
				cancel(above);
			}
		}
		StartEvent start = start(spec, this.parent);
		Duration timeout = spec.config().timeout();
		if (timeout != null) {
			Runnable ending = () -> abort(EndReason.TIMED_OUT,
					new RunTimeoutException("Run " + info().id() + " took longer than " + timeout));
			this.timeout = this.engine.timer.schedule(() -> this.engine.work.execute(ending),
					TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
		}
		this.appended = true;
		this.appender.begin(() -> this.lanes.publish(start, this::startIsFinished));
	}

	/** Gives up a run that could not be opened, since something threw. */
	void abandon(Throwable failure) {
		if (this.appended) {
			abort(EndReason.FAILED, failure);
			return;
		}
		// the opener stays inside, since what was left to it has no start to follow
		this.ending = EndReason.FAILED;
		isEnding(EndReason.FAILED);
		close();
		this.started.completeExceptionally(failure);
		this.finished.completeExceptionally(failure);
	}

	private void startIsFinished() {
		if (!abortIfRaised() && isOpen()) {
			this.engine.options.listener().tell((listener) -> listener.started(info()));
			this.started.complete(this);
			// what was raised in between has found a run that is not started
			abortIfRaised();
		}
	}

	@Override
	public CompletionStage<?> started() {
		return this.started;
	}

	@Override
	public CompletionStage<?> token(ChatChunk chunk) {
		InvalidRequestException.required(chunk, "The chunk of a token");
		if (this.appender.tryEnter()) {
			try {
				return appendToken(chunk);
			}
			finally {
				this.appender.exit();
			}
		}
		CompletableFuture<CompletionStage<?>> step = CompletableFuture.supplyAsync(() -> appendToken(chunk),
				this.appender::run);
		// what follows a step that was left to another thread is not for that one
		Executor executor = step.isDone() ? Runnable::run : this.appender::execute;
		return step.thenComposeAsync((room) -> room.thenApply((value) -> (Object) value), executor);
	}

	@Override
	public void fold(ChatChunk chunk) {
		InvalidRequestException.required(chunk, "A part of a result");
		if (this.events.collects()) {
			this.appender.run(() -> {
				if (isOpen()) {
					this.events.fold(chunk);
				}
			});
		}
	}

	private CompletionStage<?> appendToken(ChatChunk chunk) {
		if (isOpen() && this.window.isOverrun()) {
			abort(EndReason.FAILED, new WindowOverflowException("The provider of run " + info().id()
					+ " went on although the window of a handler was full twice over"));
		}
		if (isOpen()) {
			LlmNewToken event = this.events.token(chunk, wants(EventType.LLM_NEW_TOKEN));
			if (event != null) {
				this.lanes.publish(event);
			}
		}
		boolean room = this.window.hasRoom();
		// asked behind it: a handler that failed has made room
		if (abortIfRaised() || !isOpen()) {
			return CompletableFuture.failedFuture(isOver());
		}
		if (!room) {
			this.lanes.report();
		}
		return room ? ForeignCode.DONE : this.window.await();
	}

	@Override
	public CompletionStage<?> end(@Nullable Object result) {
		if (result != null && info().kind().isModel() && !(result instanceof LlmResult)) {
			throw new InvalidRequestException("A model ends with an LlmResult, not with " + result.getClass());
		}
		return finish(EndReason.CANCELLED, () -> this.appender.run(() -> {
			if (!this.started.isDone()) {
				this.started.completeExceptionally(isOver());
			}
			this.result = this.events.resultOf(result);
			appendTerminal(null, this.events.end(this.result));
		}));
	}

	@Override
	public CompletionStage<?> error(Throwable error, EndReason reason) {
		InvalidRequestException.required(error, "The error of a run");
		InvalidRequestException.required(reason, "The reason of an ending");
		return finish(reason, () -> endInError(reason, error, false));
	}

	@Override
	public CompletionStage<?> cancel(EndReason reason) {
		InvalidRequestException.required(reason, "The reason of an ending");
		return finish(reason, () -> endInError(reason,
				new RunCancelledException("Run " + info().id() + " ended early: " + reason, reason), true));
	}

	@Override
	public CompletionStage<?> finished() {
		return this.finished;
	}

	@Override
	public void abort(EndReason reason, Throwable error) {
		endBy(reason, () -> endInError(reason, error, true));
	}

	/** Ends the run for its driver. */
	private CompletionStage<?> finish(EndReason below, Runnable ending) {
		Fatal.door(() -> endBy(below, ending));
		return this.finished;
	}

	private void endBy(EndReason below, Runnable ending) {
		Executor executor = StackRoom.isLeftToEnd(info()) ? Runnable::run : this.engine.work;
		executor.execute(() -> {
			if (ENDING.compareAndSet(this, null, below)) {
				ending.run();
			}
		});
	}

	private void endInError(EndReason reason, Throwable error, boolean abort) {
		CompletableFuture<?> below = this.children.end(BY_AGE);
		if (abort) {
			// first, since whoever appends works off what the work brings
			ForeignCode.run("What cancels the work of a run failed", () -> this.onAbort.accept(error));
		}
		// before the appender, which may wait for a handler that lets a token wait
		this.family.handlers().ends.tell((listener) -> listener.ending(info(), error));
		try {
			if (below.isDone()) {
				appendError(reason, error);
			}
			else {
				// elsewhere, since the run above may wait in the same way; and as no
				// stage, which would keep a fatal error from its thread
				below.whenComplete((ended, failure) -> this.engine.work.execute(() -> appendError(reason, error)));
			}
		}
		finally {
			this.started.completeExceptionally(error);
		}
	}

	private void appendError(EndReason reason, Throwable error) {
		this.appender.run(() -> {
			this.error = error;
			appendTerminal(reason, this.events.error(error, reason, this.partial));
		});
	}

	private void appendTerminal(@Nullable EndReason reason, TerminalEvent event) {
		isEnding(reason);
		if (reason != null) {
			this.window.release();
		}
		this.companion.ended(event);
		this.lanes.publish(event, () -> {
			close();
			release();
			// room that a token made which came too late was seen by nobody
			this.window.release();
		});
		if (!this.engine.options.awaitEnd()) {
			this.appender.later(this::release);
		}
	}

	private void isEnding(@Nullable EndReason reason) {
		Future<?> timeout = this.timeout;
		if (timeout != null) {
			timeout.cancel(false);
		}
		this.engine.options.work().leave(info().id());
		this.engine.options.listener().tell((listener) -> listener.ended(info(), reason));
	}

	/** Lets go of what knows the run. */
	void close() {
		if (this.parent != null) {
			this.parent.children.remove(this);
		}
		this.onClosed.accept(this);
		this.family.handlers().ends.tell((listener) -> listener.closed(info(), this.error));
	}

	private void release() {
		Throwable failure = this.failures.failureOf(this.error);
		if (failure == null || !this.finished.completeExceptionally(failure)) {
			this.finished.complete(this.result);
		}
	}

	@Override
	public boolean isOpen() {
		return this.ending == null;
	}

	private RunStateException isOver() {
		return new RunStateException("Run " + info().id() + " is over");
	}

	@Override
	CompletionStage<?> report(Report report) {
		if (!this.started.isDone() || !isOpen()) {
			throw new RunStateException("Nothing can be reported on run " + info().id()
					+ (isOpen() ? ": its start is not finished" : ": it is over"));
		}
		CompletableFuture<@Nullable Object> done = new CompletableFuture<>();
		this.appender.run(() -> {
			if (!isOpen()) {
				this.appender.later(() -> done.completeExceptionally(isOver()));
				return;
			}
			this.lanes.publish(this.events.reported(report), () -> endIfRaised(() -> done.complete(null)));
		});
		return done;
	}

	@Override
	public boolean isInHandler() {
		return this.lanes.here.calling() != EmittingThread.NONE;
	}

	@Override
	public void failureWasRaised() {
		if (this.started.isDone() && isOpen()) {
			this.appender.soon(this::abortIfRaised);
		}
	}

	private boolean abortIfRaised() {
		Throwable first = this.failures.failureOf(null);
		if (first != null) {
			abort(EndReason.FAILED, first);
		}
		return first != null;
	}

	@Override
	public void cutOff(HandlerChannel channel) {
		this.lanes.lanes.cutOff(channel);
		this.children.all().forEach((child) -> child.cutOff(channel));
	}

	@Override
	public long limit(IntUnaryOperator room) {
		return this.lanes.limit(room);
	}

	@Override
	public void goOn(CompletableFuture<Object> waiter) {
		endIfRaised(() -> {
			if (this.failures.failureOf(this.error) == null || !waiter.completeExceptionally(isOver())) {
				waiter.complete(this);
			}
		});
	}

	/** Ends the run if a failure was raised; others go on then, whatever that throws. */
	private void endIfRaised(Runnable others) {
		try {
			abortIfRaised();
		}
		finally {
			others.run();
		}
	}

}
