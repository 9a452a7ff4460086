// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.call.WorkExecutor;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.ExecutorStatus;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerRegistry;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.RunObserver;
import dev.callbacks.spi.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * The engine: opens runs and brings their events to the handlers.
 * <p>
 * <b>Life cycle</b>: it serves from the start, until {@link #stop(Duration)}; then it
 * refuses new roots, lets open runs come to their end within the time it is given, ends
 * those that do not with {@link EndReason#SHUTDOWN}, and drops what is left, counted and
 * logged. {@link #start()} makes it serve again.
 *
 * @since 0.1.0
 */
public final class CallbackDispatcher implements CallbackManager, RunOpener, HandlerRegistry {

	final Engine engine;

	final Channels channels;

	final OpenRuns runs = new OpenRuns();

	private final Shutdown shutdown;

	final Watchdog watchdog;

	private final OpeningGate opener;

	private CallbackDispatcher(DispatchOptions options) {
		this.engine = new Engine(options);
		this.channels = new Channels(options);
		this.shutdown = new Shutdown(this.engine, this.runs);
		this.watchdog = new Watchdog(this.engine, this.runs, this.shutdown);
		this.opener = new OpeningGate(this.engine, this.channels, this.runs, this.watchdog);
	}

	/**
	 * Creates a builder.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public DrivenRun open(RunKind kind, String name, Object request) {
		return open(RunPlan.request(kind, name, request));
	}

	@Override
	public DrivenRun open(RunPlan plan) {
		return this.opener.open(plan);
	}

	@Override
	public RunSpec run(RunKind kind, String name) {
		return CallSpec.of(this, kind, name);
	}

	@Override
	public void add(Handler handler) {
		register(List.of(HandlerDescriptor.of(InvalidRequestException.required(handler, "A handler"))));
	}

	@Override
	public void remove(Handler handler) {
		this.channels.remove(List.of(InvalidRequestException.required(handler, "A handler")));
	}

	@Override
	public void register(List<HandlerDescriptor> handlers) {
		Fatal.door(() -> this.channels.add(handlers));
	}

	@Override
	public void update(HandlerDescriptor handler) {
		Fatal.door(() -> this.channels.replace(handler));
	}

	@Override
	public void unregister(List<HandlerDescriptor> handlers) {
		this.channels.remove(handlers.stream().map(HandlerDescriptor::identity).toList());
	}

	@Override
	public boolean demandsStreaming(RunConfig config, Iterable<Handler> objectHandlers) {
		return this.opener.demandsStreaming(config, objectHandlers);
	}

	@Override
	public Executor workExecutor() {
		return this.engine.work;
	}

	@Override
	public UnaryOperator<Runnable> callersContext() {
		RunContext context = RunContext.capture();
		return (task) -> () -> {
			Run.Scope scope = context.open()::close;
			try (scope) {
				task.run();
			}
		};
	}

	@Override
	public Run.Scope carrying(Object carrier) {
		return RunContext.carriedBy(carrier).open()::close;
	}

	@Override
	public int openRuns() {
		return this.runs.all().size();
	}

	/**
	 * Returns the open runs: those that have not ended, and those whose handlers still
	 * work on an event.
	 * @return the runs in no order
	 */
	public List<RunStatus> runs() {
		return this.runs.all().stream().map((run) -> run.lanes.status()).toList();
	}

	@Override
	public List<HandlerStatus> handlers() {
		return this.channels.application().all.stream().map(HandlerChannel::status).toList();
	}

	/**
	 * Returns the threads that call blocking handlers, other than those of callers.
	 * @return the threads, where the size is their largest number
	 */
	public ExecutorStatus handlerThreads() {
		return this.engine.workers.status();
	}

	/**
	 * Returns the threads that run the bodies of runs, and what follows a wait.
	 * @return the threads, where the size is their number now
	 */
	public ExecutorStatus workThreads() {
		return new ExecutorStatus(this.engine.options.work().active(), this.engine.options.work().size());
	}

	@Override
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		return this.runs.awaitNone(timeout);
	}

	/**
	 * Opens the dispatcher again after a stop.
	 */
	public void start() {
		this.shutdown.revoke();
	}

	/**
	 * Whether the dispatcher opens runs.
	 * @return whether it does
	 */
	public boolean isRunning() {
		return !this.runs.shut;
	}

	/**
	 * Stops the dispatcher: it refuses new roots at once, and lets open runs come to
	 * their end.
	 * @param timeout the time for that
	 * @return whether all of them did
	 */
	public boolean stop(Duration timeout) {
		AtomicBoolean done = new AtomicBoolean();
		Fatal.door(() -> done.set(this.shutdown.stop(timeout)));
		return done.get();
	}

	/**
	 * A builder of a dispatcher. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable Executor executor;

		private int workers = 8;

		private IntConsumer resize = (size) -> {
		};

		private @Nullable Executor work;

		private String workThreadNamePrefix = "callbacks-work-";

		private int workLimit = WorkExecutor.DEFAULT_LIMIT;

		private int window = 256;

		private Duration handlerTimeout = Duration.ofSeconds(30);

		private boolean awaitEnd = true;

		private boolean callerRuns = true;

		private boolean enabled = true;

		private @Nullable RunObserver observer;

		private final List<DispatchListener> listeners = new ArrayList<>();

		private Builder() {
		}

		/**
		 * Sets the executor of blocking handlers.
		 * @param executor the executor
		 * @param workers the number of its threads to use, at least one
		 * @return this builder
		 */
		public Builder executor(Executor executor, int workers) {
			this.executor = InvalidRequestException.required(executor, "The executor of handlers");
			this.workers = InvalidRequestException.atLeastOne(workers, "The number of workers");
			return this;
		}

		/**
		 * Sets the action that resizes the executor when threads that hang are replaced.
		 * If the executor does not grow, spare threads run handlers in their place.
		 * @param resize the action, which gets the number of threads
		 * @return this builder
		 */
		public Builder resize(IntConsumer resize) {
			this.resize = InvalidRequestException.required(resize, "The action that resizes the executor");
			return this;
		}

		/**
		 * Sets the executor of the bodies of runs and of their continuations, which must
		 * not queue a task behind another. A task that it refuses gets another thread.
		 * @param work the executor
		 * @return this builder
		 */
		public Builder work(Executor work) {
			this.work = InvalidRequestException.required(work, "The work executor");
			return this;
		}

		/**
		 * Sets the observer that gives each run a companion.
		 * @param observer the observer
		 * @return this builder
		 */
		public Builder observer(RunObserver observer) {
			this.observer = InvalidRequestException.required(observer, "The observer of runs");
			return this;
		}

		/**
		 * Sets the prefix of the names of work threads, unless {@link #work} sets an
		 * executor.
		 * @param prefix the prefix
		 * @return this builder
		 */
		public Builder workThreadNamePrefix(String prefix) {
			this.workThreadNamePrefix = InvalidRequestException.required(prefix, "The prefix of thread names");
			return this;
		}

		/**
		 * Sets the number of root calls that may hold a thread of the work executor.
		 * @param limit the number, at least one
		 * @return this builder
		 */
		public Builder workLimit(int limit) {
			this.workLimit = InvalidRequestException.atLeastOne(limit, "The limit of the work executor");
			return this;
		}

		/**
		 * Sets the default window of handlers: the number of unfinished tokens at which a
		 * run waits.
		 * @param window the window, at least one
		 * @return this builder
		 */
		public Builder window(int window) {
			this.window = InvalidRequestException.atLeastOne(window, "The window of handlers");
			return this;
		}

		/**
		 * Sets the default timeout of handlers for one event.
		 * @param handlerTimeout the timeout
		 * @return this builder
		 */
		public Builder handlerTimeout(Duration handlerTimeout) {
			this.handlerTimeout = InvalidRequestException.positive(handlerTimeout, "The timeout of handlers");
			return this;
		}

		/**
		 * Sets whether callers wait until handlers have finished the end of a run.
		 * @param awaitEnd whether they do
		 * @return this builder
		 */
		public Builder awaitEnd(boolean awaitEnd) {
			this.awaitEnd = awaitEnd;
			return this;
		}

		/**
		 * Sets whether a blocking call runs the handlers on the thread of its caller, one
		 * after another; otherwise the executor runs them, as in an asynchronous call.
		 * @param callerRuns whether it does
		 * @return this builder
		 */
		public Builder callerRuns(boolean callerRuns) {
			this.callerRuns = callerRuns;
			return this;
		}

		/**
		 * Sets whether handlers are called at all.
		 * @param enabled whether they are
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Adds a listener of the dispatcher.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(DispatchListener listener) {
			this.listeners.add(InvalidRequestException.required(listener, "A listener"));
			return this;
		}

		/**
		 * Builds the dispatcher.
		 * @return the dispatcher, which is running
		 */
		public CallbackDispatcher build() {
			Executor executor = (this.executor != null) ? this.executor : EngineThreads.pool("callbacks-");
			WorkExecutor work = new WorkExecutor(
					(this.work != null) ? this.work : EngineThreads.pool(this.workThreadNamePrefix), this.workLimit);
			return new CallbackDispatcher(new DispatchOptions(executor, this.workers, this.resize, work, this.window,
					this.handlerTimeout, this.awaitEnd, this.callerRuns, this.enabled, this.observer,
					new ForeignCode.Listeners<>(List.copyOf(this.listeners))));
		}

	}

}
