// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

import static java.util.Objects.requireNonNull;

/**
 * The companion of a run, behind the guard of foreign code.
 */
record Companion(@Nullable RunCompanion companion) {

	static final Companion NONE = new Companion(null);

	static final Run.Scope NO_SCOPE = () -> {
	};

	static final String FAILED = "The observer of a run failed";

	static Companion of(@Nullable RunObserver observer, RunInfo run, StartEvent start, Companion above) {
		return (observer == null) ? NONE
				: new Companion(ForeignCode.get(FAILED, () -> observer.opened(run, start, above.companion), null));
	}

	/**
	 * Opens the companion on this thread, inside of another scope.
	 */
	Run.Scope openIn(Run.Scope outer) {
		RunCompanion companion = this.companion;
		if (companion == null) {
			return outer;
		}
		Run.Scope scope = ForeignCode.get(FAILED, () -> requireNonNull(companion.open()), NO_SCOPE);
		return () -> {
			ForeignCode.run(FAILED, scope::close);
			outer.close();
		};
	}

	/**
	 * The context in which a run and what accompanies it are current.
	 */
	Context inside(Run run, Context context) {
		Context inside = context.put(CurrentRun.KEY, run);
		RunCompanion companion = this.companion;
		return (companion == null) ? inside
				: ForeignCode.get(FAILED, () -> inside.putAllMap(companion.context()), inside);
	}

	void ended(TerminalEvent end) {
		RunCompanion companion = this.companion;
		if (companion != null) {
			ForeignCode.run(FAILED, () -> companion.ended(end));
		}
	}

}
