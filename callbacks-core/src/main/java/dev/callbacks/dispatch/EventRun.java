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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

import dev.callbacks.CallerLoop;
import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.Run;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunSpec;
import dev.callbacks.RunStateException;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.WindowOverflowException;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.Text;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChunkCollector;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * A run: a log of events, and the lanes that read it.
 * <p>
 * <b>One appender.</b> Everything that appends goes through {@link #appender}, which lets
 * one thread at a time through; fields marked as the appender's are touched only there. A
 * step runs the inline handlers, writes the log, makes the lanes of blocking handlers
 * ready and then drives those of asynchronous ones, so that all work at the same time.
 * <p>
 * <b>One ending.</b> {@link #endFirst()} is won by whoever ends the run first; the winner
 * appends the terminal event. A token that is not yet appended by then is discarded.
 * <p>
 * <b>On a caller's thread.</b> With a {@link CallerLoop}, all steps run on the thread of
 * a blocking caller, and a step goes on to the next handler when the one before has
 * finished.
 */
final class EventRun implements Run {

	private static final VarHandle ENDED;

	private static final VarHandle RAISED;

	private static final VarHandle CHILDREN;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ENDED = lookup.findVarHandle(EventRun.class, "ended", boolean.class);
			RAISED = lookup.findVarHandle(EventRun.class, "raised", Raised.class);
			CHILDREN = lookup.findVarHandle(EventRun.class, "children", Set.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final CallbackDispatcher dispatcher;

	private final RunFamily family;

	private final RunSpec spec;

	private final RunHandlers handlers;

	private final @Nullable CallerLoop caller;

	private final Appender appender;

	private final CallersContext context;

	private final RunLanes lanes;

	private final TokenWindow window;

	/** Set once, by {@link #endFirst()}. */
	private volatile boolean ended;

	private final CompletableFuture<Object> started = new CompletableFuture<>();

	/** Complete when the caller may be told how the run ended. */
	private final CompletableFuture<@Nullable Object> finished = new CompletableFuture<>();

	/** What handlers raised; made with the first of it. */
	private volatile @Nullable Raised raised;

	/** The open runs below; made with the first of them. */
	private volatile @Nullable Set<EventRun> children;

	private volatile boolean startFinished;

	/** Whether the run was ended other than by coming to its end. */
	private volatile boolean aborted;

	/** The appender's, like all that follow. */
	private final @Nullable ChunkCollector collector;

	private long sequence;

	private int tokens;

	/** The prompt for handlers that have no method for a chat model's start. */
	private volatile @Nullable LlmStart prompt;

	private volatile @Nullable Future<?> timeout;

	private @Nullable Throwable error;

	private @Nullable Object result;

	EventRun(CallbackDispatcher dispatcher, RunFamily family, RunSpec spec, @Nullable CallerLoop caller,
			RunHandlers handlers) {
		this.dispatcher = dispatcher;
		this.handlers = handlers;
		this.family = family;
		this.spec = spec;
		this.caller = caller;
		this.appender = new Appender(dispatcher.workExecutor(), caller);
		EventRun parent = family.parent();
		this.context = new CallersContext(spec.context(), (caller != null) ? family.home() : null,
				(parent != null) ? parent.context : null);
		this.lanes = new RunLanes(this, family, caller, dispatcher.workers());
		this.window = new TokenWindow(this.lanes);
		boolean collects = spec.collecting() || this.lanes.wants(EventType.LLM_END)
				|| this.lanes.wants(EventType.LLM_ERROR);
		this.collector = (collects && family.info().kind().isModel()) ? new ChunkCollector() : null;
	}

	/**
	 * Appends the start. Called once, on the thread that opens the run.
	 */
	void begin() {
		Duration timeout = this.spec.config().timeout();
		if (timeout != null) {
			this.timeout = this.dispatcher.watchdog()
				.schedule(() -> this.dispatcher.work(() -> timeOut(timeout)), timeout.toNanos());
		}
		this.appender.run(() -> append((number) -> this.spec.start().create(info(), number), this::startIsFinished));
	}

	/**
	 * Ends the run, as far as others see.
	 * @return whether it was not ended before
	 */
	private boolean endFirst() {
		return ENDED.compareAndSet(this, false, true);
	}

	private void timeOut(Duration timeout) {
		abort(EndReason.TIMED_OUT, new RunTimeoutException("Run " + info().id() + " took longer than " + timeout));
	}

	private void startIsFinished() {
		this.startFinished = true;
		if (this.raised != null) {
			abortRaised();
		}
		this.started.complete(this);
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
		return this.collector != null || this.lanes.wants(EventType.LLM_NEW_TOKEN);
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
		ChunkCollector collector = this.collector;
		if (collector != null) {
			this.appender.run(() -> {
				if (!this.ended) {
					collector.add(chunk);
				}
			});
		}
	}

	private CompletionStage<?> appendToken(ChatChunk chunk) {
		if (this.ended) {
			return CompletableFuture.failedFuture(isOver());
		}
		if (this.window.isOverrun()) {
			abort(EndReason.FAILED, new WindowOverflowException("The provider of run " + info().id()
					+ " went on although the window of a handler was full twice over"));
			return CompletableFuture.failedFuture(isOver());
		}
		if (this.collector != null) {
			this.collector.add(chunk);
		}
		if (this.lanes.wants(EventType.LLM_NEW_TOKEN)) {
			publish(new LlmNewToken(info(), this.sequence++, chunk, this.tokens++), null);
		}
		return this.ended ? CompletableFuture.failedFuture(isOver()) : this.window.room();
	}

	@Override
	public CompletionStage<?> end(@Nullable Object result) {
		if (result != null && info().kind().isModel() && !(result instanceof LlmResult)) {
			throw new IllegalArgumentException("A model ends with an LlmResult, not with " + result.getClass());
		}
		if (endFirst()) {
			this.appender.run(() -> {
				this.result = resultOf(result);
				appendEnd(null, (number) -> TerminalEvents.end(info(), number, this.result));
			});
		}
		return this.finished;
	}

	private @Nullable Object resultOf(@Nullable Object result) {
		if (!info().kind().isModel()) {
			return result;
		}
		LlmResult answer = (result != null) ? (LlmResult) result : partial();
		return answer.ofRun(info().id());
	}

	private LlmResult partial() {
		return (this.collector != null) ? this.collector.result() : LlmResult.none();
	}

	@Override
	public CompletionStage<?> error(Throwable error, EndReason reason) {
		if (endFirst()) {
			endInError(reason, error, endChildren());
		}
		return this.finished;
	}

	private @Nullable Object partialOf(RunInfo run) {
		Object known = this.spec.partial().get();
		if (!run.kind().isModel()) {
			return known;
		}
		return ((known instanceof LlmResult answer) ? answer : partial()).ofRun(run.id());
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
		if (endFirst()) {
			List<CompletableFuture<?>> below = endChildren();
			// before the error is appended: whoever appends works off what the work
			// brings
			this.spec.onAbort().accept(error);
			endInError(reason, error, below);
		}
	}

	private void abortRaised() {
		Raised raised = this.raised;
		Throwable first = (raised != null) ? raised.first() : null;
		if (first != null) {
			abort(EndReason.FAILED, first);
		}
	}

	/**
	 * Ends the open runs below.
	 * @return what is complete when their handlers have finished that
	 */
	private List<CompletableFuture<?>> endChildren() {
		this.aborted = true;
		List<CompletableFuture<?>> below = new ArrayList<>();
		for (EventRun child : children()) {
			child.cancel(EndReason.CANCELLED);
			if (!child.finished.isDone()) {
				below.add(child.finished);
			}
		}
		return below;
	}

	private void endInError(EndReason reason, Throwable error, List<CompletableFuture<?>> below) {
		this.error = error;
		if (below.isEmpty()) {
			appendError(reason, error);
		}
		else {
			CompletableFuture.allOf(below.toArray(CompletableFuture[]::new))
				.whenComplete((ended, failure) -> appendError(reason, error));
		}
		this.started.completeExceptionally(error);
	}

	private void appendError(EndReason reason, Throwable error) {
		this.appender.run(() -> appendEnd(reason,
				(number) -> TerminalEvents.error(info(), number, error, reason, partialOf(info()))));
	}

	/**
	 * A run was opened below this one.
	 */
	void join(EventRun child) {
		CHILDREN.compareAndSet(this, null, ConcurrentHashMap.newKeySet());
		children().add(child);
	}

	/**
	 * A run below this one is over.
	 */
	void leave(EventRun child) {
		Set<EventRun> children = this.children;
		if (children != null) {
			children.remove(child);
		}
	}

	/**
	 * Ends a run below this one that has just begun, if this one was ended while it was
	 * opened, or before.
	 */
	void endIfAborted(EventRun child) {
		if (this.aborted) {
			child.cancel(EndReason.CANCELLED);
		}
	}

	private void appendEnd(@Nullable EndReason reason, LongFunction<? extends CallbackEvent> event) {
		Future<?> timeout = this.timeout;
		if (timeout != null) {
			timeout.cancel(false);
		}
		CompletableFuture<Object> waiter = (reason != null) ? this.window.take() : null;
		if (waiter != null) {
			this.appender.later(() -> waiter.completeExceptionally(isOver()));
		}
		this.dispatcher.ended(this, reason);
		append(event, this::endIsFinished);
		if (!this.dispatcher.options().awaitEnd()) {
			this.appender.later(this::release);
		}
	}

	private void endIsFinished() {
		this.family.leave(this);
		this.handlers.release();
		this.dispatcher.closed(this);
		release();
	}

	private void release() {
		Raised raised = this.raised;
		complete(this.finished, this.result, (raised != null) ? raised.failureOf(this.error) : this.error);
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
		return report((number) -> new CustomEvent(this.family.inheritableInfo(), number, name, data));
	}

	@Override
	public CompletionStage<?> emitText(String text) {
		return report((number) -> new Text(this.family.inheritableInfo(), number, text));
	}

	@Override
	public CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error) {
		return report((number) -> new Retry(info(), number, attempt, delay, error));
	}

	@Override
	public CompletionStage<?> emitAction(String tool, @Nullable Object input, String log) {
		return report((number) -> new AgentAction(info(), number, tool, input, log));
	}

	@Override
	public CompletionStage<?> emitFinish(@Nullable Object output, String log) {
		return report((number) -> new AgentFinish(info(), number, output, log));
	}

	private CompletionStage<?> report(LongFunction<CallbackEvent> event) {
		if (!this.startFinished || this.ended) {
			throw new RunStateException("Nothing can be reported on run " + info().id()
					+ (this.startFinished ? ": it is over" : ": its start is not finished"));
		}
		CompletableFuture<@Nullable Object> done = new CompletableFuture<>();
		this.appender.run(() -> {
			if (this.ended) {
				done.completeExceptionally(isOver());
			}
			else {
				append(event, () -> done.complete(null));
			}
		});
		return done;
	}

	// Appending

	private void append(LongFunction<? extends CallbackEvent> event, Runnable whenFinished) {
		if (!hasHandlers()) {
			this.appender.later(whenFinished);
			return;
		}
		CallbackEvent appended = event.apply(this.sequence++);
		Barrier barrier = new Barrier(appended, whenFinished);
		try {
			publish(appended, barrier);
		}
		finally {
			arrived(barrier);
		}
	}

	/**
	 * Hands an event to all who want it. The appender's.
	 */
	private void publish(CallbackEvent event, @Nullable Barrier barrier) {
		if (!hasHandlers()) {
			return;
		}
		RunContext.Scope scope = this.context.open();
		VirtualMachineError fatal = null;
		try {
			fatal = this.lanes.callInline(event);
			this.context.captureOnce();
			fatal = RunLanes.first(fatal, this.lanes.publish(event, barrier));
		}
		finally {
			if (scope != null) {
				scope.close();
			}
		}
		if (fatal != null) {
			throw fatal;
		}
	}

	// The window

	void tokenIsDone() {
		CompletableFuture<Object> waiter = this.window.takeIfRoom();
		if (waiter != null) {
			this.appender.later(() -> goOn(waiter));
		}
	}

	private void goOn(CompletableFuture<Object> waiter) {
		if (this.raised != null) {
			abortRaised();
			waiter.completeExceptionally(isOver());
		}
		else {
			waiter.complete(this);
		}
	}

	void laneIsIdle() {
		tokenIsDone();
		if (this.caller != null) {
			this.caller.wakeUp();
		}
	}

	// What lanes and watchdog call

	void arrived(Barrier barrier) {
		if (barrier.arrive()) {
			this.appender.later(barrier::open);
		}
	}

	/**
	 * Whether lanes are worked off by the thread of a blocking caller.
	 */
	boolean isOnCaller() {
		return this.caller != null && !this.caller.isAway();
	}

	void executeOnCaller(Runnable task) {
		Objects.requireNonNull(this.caller).execute(task);
	}

	/**
	 * Whether this is the thread of a blocking caller, which cannot be given up.
	 */
	boolean isOnCallersThread() {
		return this.caller != null && this.caller.isOwner();
	}

	boolean isDiscarding() {
		return this.dispatcher.isDiscarding();
	}

	@Nullable HandlerFrame frame() {
		return this.family.frame();
	}

	RunFamily family() {
		return this.family;
	}

	/**
	 * The event as a handler gets it.
	 */
	CallbackEvent view(CallbackEvent event, HandlerChannel channel) {
		if (channel.wantsPrompts && event instanceof ChatModelStart start) {
			// two lanes may both write it, and the same
			LlmStart prompt = this.prompt;
			if (prompt == null) {
				prompt = Prompts.of(start);
				this.prompt = prompt;
			}
			return prompt;
		}
		return event;
	}

	RunContext.@Nullable Scope openContext() {
		return this.context.open();
	}

	void handlerFailed(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		channel.log.failed(channel.name(), channel.descriptor.handlerClass(), event, failure);
		if (channel.raiseError || failure instanceof VirtualMachineError) {
			raise(channel, event, failure);
		}
	}

	void handlerTimedOut(HandlerChannel channel, CallbackEvent event) {
		channel.log.cutOff(channel.name(), event, channel.timeout.toString());
		for (EventRun child : children()) {
			child.cutOff(channel);
		}
		if (channel.raiseError) {
			raise(channel, event,
					new HandlerTimeoutException(
							"Handler '" + channel.name() + "' was in " + event.getClass().getSimpleName() + " of run "
									+ info().id() + " for longer than " + channel.timeout));
		}
	}

	private void raise(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		RAISED.compareAndSet(this, null, new Raised());
		Objects.requireNonNull(this.raised).add(event.sequence(), this.family.channels().indexOf(channel), failure);
		if (this.startFinished && !this.ended) {
			this.appender.later(this::abortRaised);
		}
	}

	private void cutOff(HandlerChannel channel) {
		this.lanes.cutOff(channel);
		for (EventRun child : children()) {
			child.cutOff(channel);
		}
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

	RunLanes lanes() {
		return this.lanes;
	}

	boolean hasHandlers() {
		return !this.lanes.isEmpty();
	}

	boolean isOpen() {
		return !this.ended;
	}

	Set<EventRun> children() {
		Set<EventRun> children = this.children;
		return (children != null) ? children : Set.of();
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
		return "EventRun[" + info() + "]";
	}

}
