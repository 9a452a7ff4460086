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

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import dev.callbacks.CallerLoop;
import dev.callbacks.CurrentRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.RunSpec;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunKind;
import io.micrometer.context.ContextAccessor;
import io.micrometer.context.ContextRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/**
 * Opens runs: finds what a run lies below and who its handlers are, lets it past the gate
 * of {@link OpenRuns}, and has its start appended.
 */
final class RunOpener {

	private static final Logger logger = LoggerFactory.getLogger(CallbackDispatcher.class);

	private final CallbackDispatcher dispatcher;

	private final Channels channels;

	private final OpenRuns runs;

	private final RunIds ids = new RunIds();

	private final AtomicBoolean warnedOfBlocking = new AtomicBoolean();

	RunOpener(CallbackDispatcher dispatcher, Channels channels, OpenRuns runs) {
		this.dispatcher = dispatcher;
		this.channels = channels;
		this.runs = runs;
	}

	Run open(RunKind kind, String name, RunSpec spec) {
		Run current = current(spec);
		BooleanSupplier root = () -> !(current instanceof DispatchedRun above && above.isOpen());
		if (this.runs.isShut() && root.getAsBoolean()) {
			throw refused(name);
		}
		if (current == null && !spec.config().isDetached() && !this.runs.isEmpty()) {
			logRoot(name);
		}
		DispatchedRun run = prepare(kind, name, spec, current);
		if (!this.runs.add(run, root)) {
			run.close();
			throw refused(name);
		}
		begin(run, spec);
		return run;
	}

	private static @Nullable Run current(RunSpec spec) {
		Object carrier = spec.context();
		if (carrier != null) {
			@SuppressWarnings("unchecked")
			ContextAccessor<Object, ?> accessor = (ContextAccessor<Object, ?>) ContextRegistry.getInstance()
				.getContextAccessorForRead(carrier);
			Run carried = accessor.readValue(carrier, CurrentRun.KEY);
			if (carried != null) {
				return carried;
			}
		}
		return Run.find().orElse(null);
	}

	private DispatchedRun prepare(RunKind kind, String name, RunSpec spec, @Nullable Run current) {
		DispatchOptions options = this.dispatcher.options();
		CallerLoop caller = spec.caller();
		boolean mustNotBlock = caller != null && Schedulers.isInNonBlockingThread();
		if (mustNotBlock) {
			warnOfBlocking();
		}
		boolean onCaller = caller != null && options.callerRuns() && !mustNotBlock;
		UUID id = spec.config().runId();
		RunHandlers selection = new RunHandlers(this.channels, options.enabled());
		try {
			RunFamily family = RunFamily.of(kind, name, (id != null) ? id : this.ids.next(), spec, current, selection);
			return new DispatchedRun(this.dispatcher, family, spec, onCaller ? caller : null, mustNotBlock);
		}
		catch (Throwable failure) {
			selection.release();
			throw failure;
		}
	}

	private void begin(DispatchedRun run, RunSpec spec) {
		DispatchedRun parent = run.family().parent();
		if (parent != null) {
			parent.children().add(run);
			parent.lanes().handDownCuts(run.lanes());
		}
		this.dispatcher.options().listener().opened(run.info());
		if (!run.lanes().isEmpty()) {
			this.dispatcher.watchdog().attend();
		}
		try {
			run.begin(spec);
			Fatal.rethrow();
		}
		catch (Throwable failure) {
			run.abandon(failure);
			throw failure;
		}
		if (parent != null && parent.children().areEnded()) {
			run.cancel(EndReason.CANCELLED);
		}
	}

	private static ManagerStoppedException refused(String name) {
		return new ManagerStoppedException(
				"The callback manager has stopped; run '" + name + "' was refused before it started");
	}

	private void logRoot(String name) {
		ForeignCode.log(() -> logger
			.debug("Run '{}' is a root: no run is current on thread '{}', while {} runs are open. If it belongs to one"
					+ " of them, let the thread's executor carry the context, such as by ContextExecutorService.wrap",
					name, Thread.currentThread().getName(), this.runs.size()));
	}

	private void warnOfBlocking() {
		if (this.warnedOfBlocking.compareAndSet(false, true)) {
			ForeignCode.log(() -> logger.warn(
					"A blocking call was made on thread '{}', which must not block. Use an asynchronous call there",
					Thread.currentThread().getName()));
		}
	}

}
