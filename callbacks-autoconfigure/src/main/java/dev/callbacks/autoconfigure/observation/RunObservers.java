// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;

/**
 * Several observers as one. The first one's companion is the outermost.
 *
 * @param observers the observers
 */
record RunObservers(List<RunObserver> observers) implements RunObserver {

	@Override
	public @Nullable RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
		Map<RunObserver, RunCompanion> companions = new HashMap<>();
		for (RunObserver observer : this.observers) {
			RunCompanion above = (parent instanceof Companions all) ? all.byObserver.get(observer) : null;
			RunCompanion companion = observer.opened(run, start, above);
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
			Run.Scope all = () -> {
				for (int i = scopes.size() - 1; i >= 0; i--) {
					scopes.get(i).close();
				}
			};
			try {
				this.inOrder.forEach((companion) -> scopes.add(companion.open()));
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
			this.inOrder.forEach((companion) -> context.putAll(companion.context()));
			return context;
		}

		@Override
		public void ended(TerminalEvent end) {
			for (int i = this.inOrder.size() - 1; i >= 0; i--) {
				this.inOrder.get(i).ended(end);
			}
		}

	}

}
