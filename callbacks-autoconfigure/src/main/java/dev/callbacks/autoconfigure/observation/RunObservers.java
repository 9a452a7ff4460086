// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.callbacks.Run;
import dev.callbacks.call.Failures;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several observers as one. The first one's companion is the outermost. One that fails
 * keeps none of the others from its work.
 *
 * @param observers the observers
 */
record RunObservers(List<RunObserver> observers) implements RunObserver {

	private static final Logger logger = LoggerFactory.getLogger(RunObservers.class);

	private static final Run.Scope NO_SCOPE = () -> {
	};

	@Override
	public @Nullable RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
		Map<RunObserver, RunCompanion> companions = new HashMap<>();
		for (RunObserver observer : this.observers) {
			RunCompanion above = (parent instanceof Companions all) ? all.byObserver.get(observer) : null;
			RunCompanion companion = get(() -> observer.opened(run, start, above), null);
			if (companion != null) {
				companions.put(observer, companion);
			}
		}
		List<RunCompanion> inOrder = this.observers.stream()
			.filter(companions::containsKey)
			.map(companions::get)
			.toList();
		return companions.isEmpty() ? null : new Companions(companions, inOrder);
	}

	@Override
	public boolean needsContent() {
		return this.observers.stream().anyMatch(RunObserver::needsContent);
	}

	private static <T extends @Nullable Object> T get(Supplier<? extends T> supplier, T otherwise) {
		try {
			return supplier.get();
		}
		catch (Throwable ex) {
			Failures.isolate(logger, "One of the observers of runs failed", ex);
			return otherwise;
		}
	}

	/**
	 * Calls an action with each, the last one first. A failure is thrown when all were
	 * called.
	 */
	static <T> void inReverse(List<T> all, Consumer<? super T> action) {
		Throwable thrown = null;
		for (int i = all.size() - 1; i >= 0; i--) {
			try {
				action.accept(all.get(i));
			}
			catch (Throwable ex) {
				thrown = (thrown == null) ? ex : both(thrown, ex);
			}
		}
		Failures.rethrow(thrown);
	}

	private static Throwable both(Throwable before, Throwable failure) {
		Throwable shown = Failures.isFatal(failure) ? failure : before;
		Failures.suppress(shown, (shown == failure) ? before : failure);
		return shown;
	}

	/**
	 * The companions of one run.
	 *
	 * @param byObserver the companions by their observers
	 * @param inOrder the companions in the order of the observers
	 */
	private record Companions(Map<RunObserver, RunCompanion> byObserver,
			List<RunCompanion> inOrder) implements RunCompanion {

		@Override
		public Run.Scope open() {
			List<Run.Scope> scopes = new ArrayList<>();
			Run.Scope all = () -> inReverse(scopes, Run.Scope::close);
			try {
				this.inOrder.forEach((companion) -> scopes.add(get(companion::open, NO_SCOPE)));
				return all;
			}
			catch (RuntimeException | Error ex) {
				all.close();
				throw ex;
			}
		}

		@Override
		public Map<Object, Object> context() {
			Map<Object, Object> context = new HashMap<>();
			this.inOrder.forEach((companion) -> context.putAll(get(companion::context, Map.of())));
			return context;
		}

		@Override
		public void ended(TerminalEvent end) {
			inReverse(this.inOrder, (companion) -> companion.ended(end));
		}

	}

}
