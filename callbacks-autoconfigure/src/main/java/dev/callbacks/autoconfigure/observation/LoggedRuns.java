// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.Map;
import java.util.UUID;

import dev.callbacks.Run;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * An observer that puts the ids of a run and of its root into the logging context.
 */
final class LoggedRuns implements RunObserver {

	private static final String RUN = "callbacks.run.id";

	private static final String ROOT = "callbacks.root.id";

	@Override
	public RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
		return new LoggedRun(run.id(), run.rootId());
	}

	@Override
	public boolean needsContent() {
		return false;
	}

	private record LoggedRun(UUID run, UUID root) implements RunCompanion {

		@Override
		public Run.Scope open() {
			String run = MDC.get(RUN);
			String root = MDC.get(ROOT);
			MDC.put(RUN, this.run.toString());
			MDC.put(ROOT, this.root.toString());
			return () -> {
				restore(RUN, run);
				restore(ROOT, root);
			};
		}

		private static void restore(String key, @Nullable String value) {
			if (value != null) {
				MDC.put(key, value);
			}
			else {
				MDC.remove(key);
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
