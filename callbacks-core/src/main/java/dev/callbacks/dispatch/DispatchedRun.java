/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.CallerLoop;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunSpec;
import dev.callbacks.RunStateException;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.WindowOverflowException;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.Text;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * A run: a log of events, and the lanes that read it.
 * <p>
 * <b>One appender.</b> Everything that appends goes through {@link #appender}, which lets
 * one thread at a time through. <b>One ending.</b> {@link RunLife} decides who ends the
 * run; the winner always appends a terminal event. A token that is not yet appended by
 * then is discarded. <b>On a caller's thread.</b> With a {@link CallerLoop}, all steps
 * run on the thread of a blocking caller, and a step goes on to the next handler when the
 * one before has finished.
 */
final class DispatchedRun implements Run {

	private final CallbackDispatcher dispatcher;

	private final RunFamily family;

	private final @Nullable CallerLoop caller;

	private final Consumer<Throwable> onAbort;

	private final Supplier<? extends @Nullable Object> partial;

	private final Appender appender;

	private final RunLanes lanes;

	private final TokenWindow window;

	private final RunEvents events;

	private final RunLife life = new RunLife();

	private final RunChildren children = new RunChildren();

	private final HandlerFailures failures;

	private final CompletableFuture<Object> started = new CompletableFuture<>();

	/** Complete when the caller may be told how the run ended. */
	private final CompletableFuture<@Nullable Object> finished = new CompletableFuture<>();

	private volatile boolean startFinished;

	/** The caller's context; written by the appender before the start is published. */
	private volatile RunContext context = RunContext.EMPTY;

	private volatile @Nullable Future<?> timeout;

	/** Whether the opener came to the point of appending the start. The opener's. */
	private boolean appended;

	/** The appender's. */
	private @Nullable Throwable error;

	/** The appender's. */
	private @Nullable Object result;

	DispatchedRun(CallbackDispatcher dispatcher, RunFamily family, RunSpec spec, @Nullable CallerLoop caller,
			boolean neverHere) {
		this.dispatcher = dispatcher;
		this.family = family;
		this.caller = caller;
		this.onAbort = spec.onAbort();
		this.partial = spec.partial();
		this.appender = new Appender(dispatcher.workExecutor(), caller, this::isInHandler,
				(fatal) -> abort(EndReason.FAILED, fatal));
		this.lanes = new RunLanes(this, family.handlers(), caller, family.frame() != null, neverHere,
				dispatcher.workers());
		this.failures = new HandlerFailures(this, this.lanes);
		this.lanes.inherit(family.parent());
		this.window = new TokenWindow(this.lanes);
		boolean collects = family.info().kind().isModel()
				&& (spec.collecting() || wants(EventType.LLM_END) || wants(EventType.LLM_ERROR));
		this.events = new RunEvents(family.info(), family.began(), collects);
	}

	/**
	 * Appends the start. Called once, on the thread that opens the run.
	 */
	void begin(RunSpec spec) {
		RunContext callers = callersContext(spec.context());
		RunContext.Scope scope = (callers != null) ? callers.open() : null;
		try {
			CallbackEvent start = this.lanes.isEmpty() ? null : this.events.start(spec.start());
			arm(spec.config().timeout());
			append(start);
		}
		finally {
			if (scope != null) {
				scope.close();
			}
		}
	}

	private void append(@Nullable CallbackEvent start) {
		this.appended = true;
		try {
			this.appender.run(() -> append(start, this::startIsFinished));
		}
		finally {
			// what has ended the run meanwhile is carried out now
			Runnable parked = this.life.start();
			if (parked != null) {
				parked.run();
			}
		}
	}

	/**
	 * Gives up a run that could not be opened, since something threw that no event can
	 * tell of, or that its opener is told.
	 */
	void abandon(Throwable failure) {
		if (this.appended) {
			abort(EndReason.FAILED, failure);
			return;
		}
		// whatever was parked meanwhile has nothing to follow
		this.life.end(() -> {
		});
		this.life.start();
		cancelTimeout();
		this.dispatcher.options().listener().ended(info(), EndReason.FAILED);
		close();
		this.started.completeExceptionally(failure);
		this.finished.completeExceptionally(failure);
	}

	private void arm(@Nullable Duration timeout) {
		if (timeout != null) {
			this.timeout = this.dispatcher.watchdog()
				.schedule(
						() -> work(() -> abort(EndReason.TIMED_OUT,
								new RunTimeoutException("Run " + info().id() + " took longer than " + timeout))),
						timeout.toNanos());
		}
	}

	private void startIsFinished() {
		this.startFinished = true;
		if (!abortIfRaised() && !this.life.isOver()) {
			this.started.complete(this);
		}
	}

	// What the driver of the run calls

	@Override
	public RunInfo info() {
		return this.family.info();
	}

	@Override
	public boolean wants(EventType type) {
		return this.lanes.wants(type);
	}

	@Override
	public boolean wantsTokens() {
		return this.events.collects() || wants(EventType.LLM_NEW_TOKEN);
	}

	@Override
	public CompletionStage<?> started() {
		return this.started;
	}

	@Override
	public CompletionStage<?> token(ChatChunk chunk) {
		if (this.appender.tryEnter()) {
			try {
				return appendToken(chunk);
			}
			finally {
				this.appender.exit();
			}
		}
		CompletableFuture<Object> room = new CompletableFuture<>();
		this.appender.run(() -> appendToken(chunk).whenComplete((value, failure) -> complete(room, value, failure)));
		return room;
	}

	@Override
	public void fold(ChatChunk chunk) {
		if (this.events.collects()) {
			this.appender.run(() -> {
				if (!this.life.isOver()) {
					this.events.fold(chunk);
				}
			});
		}
	}

	private CompletionStage<?> appendToken(ChatChunk chunk) {
		if (this.life.isOver()) {
			return CompletableFuture.failedFuture(isOver());
		}
		if (this.window.isOverrun()) {
			abort(EndReason.FAILED, new WindowOverflowException("The provider of run " + info().id()
					+ " went on although the window of a handler was full twice over"));
			return CompletableFuture.failedFuture(isOver());
		}
		LlmNewToken event = this.events.token(chunk, wants(EventType.LLM_NEW_TOKEN));
		if (event != null) {
			this.lanes.publish(event, null);
		}
		return this.life.isOver() ? CompletableFuture.failedFuture(isOver()) : this.window.room();
	}

	@Override
	public CompletionStage<?> end(@Nullable Object result) {
		if (result != null && info().kind().isModel() && !(result instanceof LlmResult)) {
			throw new IllegalArgumentException("A model ends with an LlmResult, not with " + result.getClass());
		}
		finish(() -> this.appender.run(() -> {
			this.result = this.events.resultOf(result);
			appendTerminal(null, this.events.end(this.result));
		}));
		return this.finished;
	}

	@Override
	public CompletionStage<?> error(Throwable error, EndReason reason) {
		finish(() -> endInError(reason, error, false));
		return this.finished;
	}

	@Override
	public CompletionStage<?> cancel(EndReason reason) {
		abort(reason, new RunCancelledException("Run " + info().id() + " ended early: " + reason, reason));
		return this.finished;
	}

	/**
	 * Ends the run for a reason that its driver does not know of.
	 */
	void abort(EndReason reason, Throwable error) {
		finish(() -> endInError(reason, error, true));
	}

	private void finish(Runnable ending) {
		if (this.life.end(ending)) {
			ending.run();
		}
	}

	private void endInError(EndReason reason, Throwable error, boolean abort) {
		CompletableFuture<?> below = this.children.end();
		if (abort) {
			// before the error is appended: whoever appends works off what the work
			// brings
			ForeignCode.run("What cancels the work of a run failed", () -> this.onAbort.accept(error));
		}
		if (below == null) {
			appendError(reason, error);
		}
		else {
			// on another thread, since the run above may wait for this one in the same
			// way
			below.whenCompleteAsync((ended, failure) -> appendError(reason, error), this.dispatcher.workExecutor());
		}
		this.started.completeExceptionally(error);
	}

	private void appendError(EndReason reason, Throwable error) {
		this.appender.run(() -> {
			this.error = error;
			appendTerminal(reason, this.events.error(error, reason, this.partial));
		});
	}

	private void appendTerminal(@Nullable EndReason reason, CallbackEvent event) {
		cancelTimeout();
		CompletableFuture<Object> waiter = (reason != null) ? this.window.take() : null;
		if (waiter != null) {
			this.appender.later(() -> waiter.completeExceptionally(isOver()));
		}
		this.dispatcher.options().listener().ended(info(), reason);
		append(event, this::endIsFinished);
		if (!this.dispatcher.options().awaitEnd()) {
			this.appender.later(this::release);
		}
	}

	private void cancelTimeout() {
		Future<?> timeout = this.timeout;
		if (timeout != null) {
			timeout.cancel(false);
		}
	}

	private void endIsFinished() {
		close();
		release();
	}

	/**
	 * Lets go of what knows the run.
	 */
	void close() {
		DispatchedRun parent = this.family.parent();
		if (parent != null) {
			parent.children.remove(this);
		}
		this.family.release();
		this.dispatcher.closed(this);
	}

	private void release() {
		complete(this.finished, this.result, this.failures.failureOf(this.error));
	}

	@Override
	public CompletionStage<?> finished() {
		return this.finished;
	}

	private RunStateException isOver() {
		return new RunStateException("Run " + info().id() + " is over");
	}

	// What user code calls

	@Override
	public CompletionStage<?> emit(String name, @Nullable Object data) {
		return report((number, nanos) -> new CustomEvent(this.family.inheritableInfo(), number, nanos, name, data));
	}

	@Override
	public CompletionStage<?> emitText(String text) {
		return report((number, nanos) -> new Text(this.family.inheritableInfo(), number, nanos, text));
	}

	@Override
	public CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error) {
		return report((number, nanos) -> new Retry(info(), number, nanos, attempt, delay, error));
	}

	@Override
	public CompletionStage<?> emitAction(String tool, @Nullable Object input, String log) {
		return report((number, nanos) -> new AgentAction(info(), number, nanos, tool, input, log));
	}

	@Override
	public CompletionStage<?> emitFinish(@Nullable Object output, String log) {
		return report((number, nanos) -> new AgentFinish(info(), number, nanos, output, log));
	}

	private CompletionStage<?> report(RunEvents.Report report) {
		if (!this.startFinished || this.life.isOver()) {
			throw new RunStateException("Nothing can be reported on run " + info().id()
					+ (this.startFinished ? ": it is over" : ": its start is not finished"));
		}
		CompletableFuture<@Nullable Object> done = new CompletableFuture<>();
		this.appender.run(() -> {
			if (this.life.isOver()) {
				done.completeExceptionally(isOver());
			}
			else {
				append(this.events.reported(report), () -> done.complete(null));
			}
		});
		return done;
	}

	/**
	 * Appends an event that somebody waits for. The appender's.
	 * @param event the event, which may be {@code null} if there are no handlers
	 */
	private void append(@Nullable CallbackEvent event, Runnable whenFinished) {
		if (event == null || this.lanes.isEmpty()) {
			this.appender.later(whenFinished);
		}
		else {
			this.lanes.publish(event, this.lanes.barrier(event, whenFinished));
		}
	}

	// What lanes and watchdog call

	void tokenIsDone() {
		goOnLater(this.window.takeIfMuchRoom());
	}

	/**
	 * A lane has worked off a batch, or somebody looks.
	 */
	void goOnIfThereIsRoom() {
		goOnLater(this.window.takeIfRoom());
	}

	private void goOnLater(@Nullable CompletableFuture<Object> waiter) {
		if (waiter != null) {
			this.appender.later(() -> goOn(waiter));
		}
	}

	private void goOn(CompletableFuture<Object> waiter) {
		if (abortIfRaised()) {
			waiter.completeExceptionally(isOver());
		}
		else {
			waiter.complete(this);
		}
	}

	void laneIsAtRest() {
		goOnIfThereIsRoom();
		if (this.caller != null) {
			this.caller.wakeUp();
		}
	}

	void arrived(Barrier barrier, int count) {
		if (barrier.arrive(count)) {
			this.appender.later(barrier::open);
		}
	}

	/**
	 * Whether the thread that appends is in a handler. That thread's.
	 */
	private boolean isInHandler() {
		return this.lanes.areCallingHere();
	}

	boolean isOnCaller() {
		return this.appender.isOnCaller();
	}

	void executeOnCaller(Runnable task) {
		this.appender.executeOnCaller(task);
	}

	/**
	 * Whether this is the thread of a blocking caller, which cannot be given up.
	 */
	boolean isOnCallersThread() {
		return this.caller != null && this.caller.isOwner();
	}

	void work(Runnable task) {
		this.dispatcher.work(task);
	}

	boolean isDiscarding() {
		return this.dispatcher.shutdown().isDiscarding();
	}

	/**
	 * Whether there may be a reason for a handler not to get an event. While all is well
	 * that is asked once for all handlers.
	 */
	boolean mayDrop() {
		return this.failures.areSomeGivenUp() || this.dispatcher.mayDrop();
	}

	CallbackEvent view(CallbackEvent event, HandlerChannel channel) {
		return this.events.view(event, channel);
	}

	/**
	 * The caller's context where the opening thread does not carry it: what comes with a
	 * carrier, or, when a run goes on where another one ended, on whichever thread that
	 * was, the context of the run above.
	 * @return the context, or {@code null} if the thread carries it
	 */
	private @Nullable RunContext callersContext(@Nullable Object carrier) {
		RunContext carried = RunContext.carriedBy(carrier);
		DispatchedRun parent = this.family.parent();
		if (carried != null || parent == null || parent.context.isEmpty() || !RunContext.capture().isEmpty()) {
			return carried;
		}
		return parent.context;
	}

	/**
	 * Captures the caller's context, as inline handlers left it.
	 */
	void captureContext() {
		this.context = RunContext.capture();
	}

	RunContext.Scope openContext() {
		return this.context.open();
	}

	HandlerFailures failures() {
		return this.failures;
	}

	/**
	 * A handler has failed so that the caller shall see it.
	 */
	void failureWasRaised() {
		if (this.startFinished && !this.life.isOver()) {
			this.appender.later(this::abortIfRaised);
		}
	}

	private boolean abortIfRaised() {
		Throwable first = this.failures.first();
		if (first != null) {
			abort(EndReason.FAILED, first);
		}
		return first != null;
	}

	void heldUp(HandlerChannel channel) {
		Thread thread = this.appender.thread();
		if (thread != null) {
			channel.log.holdsUp(channel.name(), thread.getName());
		}
	}

	void workerIsStuck() {
		this.dispatcher.workers().workerIsStuck();
	}

	void workerReturned() {
		this.dispatcher.workers().workerReturned();
	}

	RunFamily family() {
		return this.family;
	}

	@Nullable HandlerView frame() {
		return this.family.frame();
	}

	RunLanes lanes() {
		return this.lanes;
	}

	RunChildren children() {
		return this.children;
	}

	boolean isOpen() {
		return !this.life.isOver();
	}

	private static void complete(CompletableFuture<? super Object> future, @Nullable Object value,
			@Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
		}
		else {
			future.complete(value);
		}
	}

	@Override
	public String toString() {
		return "DispatchedRun[" + info() + "]";
	}

}
