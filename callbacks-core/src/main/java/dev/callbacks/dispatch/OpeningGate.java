// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.callbacks.CallbackException;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.call.NestingDepthException;
import dev.callbacks.call.RunPlan;
import dev.callbacks.call.WaitingCaller;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Opens runs: finds what a run lies below and who its handlers are, lets it past the gate
 * of {@link OpenRuns}, and has its start appended.
 */
final class OpeningGate {

	private final Engine engine;

	private final Channels channels;

	private final OpenRuns runs;

	/** One for all runs, each of which keeps it. */
	private final Consumer<DispatchedRun> onClosed;

	private final Watchdog watchdog;

	private final AtomicBoolean warnedOfBlocking = new AtomicBoolean();

	OpeningGate(Engine engine, Channels channels, OpenRuns runs, Watchdog watchdog) {
		this.engine = engine;
		this.channels = channels;
		this.runs = runs;
		this.onClosed = runs::remove;
		this.watchdog = watchdog;
	}

	DrivenRun open(RunPlan spec) {
		String name = spec.name();
		Run found = current(spec);
		if (!StackRoom.isLeftToOpen(found)) {
			throw new NestingDepthException("Run '" + name + "' was refused before it started: the stack of thread '"
					+ Thread.currentThread().getName() + "' is nearly used up. Let calls follow each other, or run them"
					+ " on a thread with a larger stack");
		}
		// what is only observed goes on although the run above is over
		Run current = (spec.observed() && found instanceof DispatchedRun run && !run.isOpen()) ? null : found;
		BooleanSupplier root = () -> !(current instanceof DispatchedRun above && above.engine == this.engine
				&& above.isOpen());
		if (this.runs.shut && root.getAsBoolean()) {
			throw refused(name);
		}
		if (current == null && !spec.config().isDetached() && !this.runs.all().isEmpty()) {
			logRoot(name);
		}
		// what a handler opens is a root
		Run above = (spec.config().isDetached() || current instanceof HandlerView) ? null : current;
		DispatchedRun parent = (above instanceof DispatchedRun run) ? run : null;
		RunContext context = callersContext(parent, spec.context());
		WaitingCaller caller = spec.caller();
		boolean mustNotBlock = caller != null && Schedulers.isInNonBlockingThread();
		if (mustNotBlock && this.warnedOfBlocking.compareAndSet(false, true)) {
			warnOfBlocking();
		}
		RunFamily family = RunFamily.of(spec, (parent != null) ? parent.family : null,
				(above != null) ? above.info() : null, frameOf(found), this.channels);
		DispatchedRun run = new DispatchedRun(this.engine, parent, family, spec,
				(mustNotBlock || !this.engine.options.callerRuns()) ? null : caller, mustNotBlock, this.onClosed);
		CallbackException refusal = this.runs.add(run, root) ? null : refused(name);
		if (refusal == null && spec.onWorkThread() && root.getAsBoolean()) {
			refusal = this.engine.options.work().admit(run.info().id());
		}
		if (refusal != null) {
			run.close();
			throw refusal;
		}
		Fatal.door(() -> begin(run, spec, context));
		return run;
	}

	private static @Nullable Run current(RunPlan spec) {
		Run carried = RunContext.runCarriedBy(spec.context());
		return (carried != null) ? carried : Run.find().orElse(null);
	}

	private static @Nullable HandlerView frameOf(@Nullable Run current) {
		return (current instanceof HandlerView frame) ? frame
				: (current instanceof DispatchedRun run) ? run.family.frame() : null;
	}

	private void begin(DispatchedRun run, RunPlan spec, RunContext context) {
		this.engine.options.listener().tell((listener) -> listener.opened(run.info()));
		RunContext.Scope scope = context.open();
		try {
			if (!run.family.handlers().isEmpty()) {
				this.watchdog.attend();
			}
			run.begin(spec);
			// unless the start was appended here, nobody has thrown it yet
			Fatal.rethrow();
		}
		catch (Throwable failure) {
			run.abandon(failure);
			throw failure;
		}
		finally {
			scope.close();
		}
	}

	/**
	 * The caller's context where the opening thread does not carry it: what comes with a
	 * carrier, or, when a run goes on where another one ended, on whichever thread that
	 * was, the context of the run above.
	 * @return the context, empty if the thread carries it
	 */
	private static RunContext callersContext(@Nullable DispatchedRun parent, @Nullable Object carrier) {
		RunContext carried = RunContext.carriedBy(carrier);
		RunContext above = (parent != null) ? parent.context : RunContext.EMPTY;
		return (!carried.isEmpty() || above.isEmpty() || !RunContext.capture().isEmpty()) ? carried : above;
	}

	/**
	 * Whether a handler that a run would have, and that wants any events, asks for calls
	 * that want one whole answer to be streamed.
	 */
	boolean demandsStreaming(RunConfig config, Iterable<Handler> ofObject) {
		Run current = Run.find().orElse(null);
		List<HandlerChannel> inherited = (!config.isDetached() && current instanceof DispatchedRun run)
				? run.family.handedDown() : List.of();
		List<HandlerChannel> named = this.channels.handedDown(inherited, config.handlers());
		return Arrays.stream(this.channels.all(named, ofObject, frameOf(current)).lanes)
			.anyMatch((channel) -> Boolean.TRUE.equals(channel.settings.demandsStreaming()));
	}

	private static ManagerStoppedException refused(String name) {
		return new ManagerStoppedException(
				"The callback manager has stopped; run '" + name + "' was refused before it started");
	}

	private void logRoot(String name) {
		ForeignCode.debug(
				"Run '{}' is a root: no run is current on thread '{}', while {} runs are open. If it belongs to one of"
						+ " them, let the thread's executor carry the context, such as by ContextExecutorService.wrap",
				name, Thread.currentThread().getName(), this.runs.all().size());
	}

	private static void warnOfBlocking() {
		ForeignCode.warn(
				"A blocking call was made on thread '{}', which must not block. Use an asynchronous call there",
				Thread.currentThread().getName());
	}

}
