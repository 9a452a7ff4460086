// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ObjectText;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.BaggageManager;
import org.jspecify.annotations.Nullable;

/**
 * An observer that makes metadata of runs baggage wherever the run is current. Baggage
 * leaves the process with requests to others, so it is only what the application names.
 */
final class BaggageRuns implements RunObserver {

	private final BaggageManager baggage;

	private final List<String> names;

	/**
	 * Creates an observer.
	 * @param baggage makes the baggage
	 * @param names the keys of the metadata, which are the names of the baggage as well
	 */
	BaggageRuns(BaggageManager baggage, List<String> names) {
		this.baggage = baggage;
		this.names = names;
	}

	@Override
	public @Nullable RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String name : this.names) {
			Object value = run.metadata().get(name);
			if (value != null) {
				values.put(name, ObjectText.of(value));
			}
		}
		return values.isEmpty() ? null : new BaggageRun(this.baggage, values);
	}

	@Override
	public boolean needsContent() {
		return false;
	}

	/**
	 * The baggage of one run.
	 *
	 * @param baggage makes the baggage
	 * @param values the values by their names
	 */
	private record BaggageRun(BaggageManager baggage, Map<String, String> values) implements RunCompanion {

		@Override
		public Run.Scope open() {
			List<BaggageInScope> scopes = new ArrayList<>();
			Run.Scope all = () -> RunObservers.inReverse(scopes, BaggageInScope::close);
			try {
				this.values.forEach((name, value) -> scopes.add(this.baggage.createBaggageInScope(name, value)));
				return all;
			}
			catch (RuntimeException | Error ex) {
				all.close();
				throw ex;
			}
		}

		@Override
		public Map<Object, Object> context() {
			return Map.of();
		}

		@Override
		public void ended(TerminalEvent end) {
		}

	}

}
