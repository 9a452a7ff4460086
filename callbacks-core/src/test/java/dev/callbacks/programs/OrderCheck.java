// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.programs.Journal.Seen;

/**
 * Checks the order between runs, and between runs and their callers: the barriers. What
 * may be given up, or dropped at a stop, holds nobody.
 */
final class OrderCheck {

	private final World world;

	private final Program program;

	private final Journal journal;

	private final Map<String, Action> actions;

	OrderCheck(World world, Map<String, Action> actions) {
		this.world = world;
		this.program = world.program;
		this.journal = world.journal;
		this.actions = actions;
	}

	void check() {
		checkParents();
		if (this.program.stop() == null) {
			this.world.counts.runs.forEach((id, run) -> checkBelow(id, run));
			this.journal.outcomes.forEach(this::checkRelease);
			this.journal.consumed.forEach(this::checkWindow);
		}
	}

	/** Checks that runs opened in a body are its children. */
	private void checkParents() {
		this.program.forEachAction((action) -> action.inside().forEach((inside) -> {
			Counts.Opened run = this.world.counts.runs.get(inside.runId(this.program.seed()));
			UUID parent = action.runId(this.program.seed());
			if (run != null && !parent.equals(run.info.parentId())) {
				this.journal.violated("G9: a" + inside.id() + " is called inside a" + action.id()
						+ ", but its parent is " + run.info.parentId());
			}
		}));
	}

	/** A run and the one above it. */
	private void checkBelow(UUID id, Counts.Opened run) {
		UUID parent = run.info.parentId();
		Counts.Opened above = (parent != null) ? this.world.counts.runs.get(parent) : null;
		if (above == null) {
			return;
		}
		long startsBelow = firstEntered(id, StartEvent.class);
		long startedAbove = lastLeft(parent, StartEvent.class);
		if (startedAbove > startsBelow) {
			this.journal.violated("G2: run " + run.info.name() + " starts before the start of " + above.info.name()
					+ " has finished above it");
		}
		boolean waited = this.program.machine().awaitEnd() && above.reason == null && settled(run)
				&& run.info.tags().stream().map(this.actions::get).noneMatch(OrderCheck::isReleasedEarly)
				&& above.info.tags().stream().map(this.actions::get).anyMatch(OrderCheck::waits);
		if (waited && lastLeft(id, TerminalEvent.class) > firstEntered(parent, TerminalEvent.class)) {
			this.journal.violated("G2: the end of " + above.info.name() + " comes before that of " + run.info.name()
					+ " below it has finished");
		}
	}

	/** Whether an action waits for all that is inside it. */
	private static boolean waits(Action action) {
		return action != null && !action.inside().isEmpty();
	}

	/** Whether the caller of an action may be released before its end. */
	private static boolean isReleasedEarly(Action action) {
		return action != null && action.endsEarly();
	}

	/** Whether no run above ended early, which releases the callers below it. */
	private boolean isUndisturbed(Counts.Opened run) {
		return run.info.ancestors()
			.stream()
			.map(this.world.counts.runs::get)
			.allMatch((above) -> above != null && above.reason == null);
	}

	/** Whether its caller waits for the end: not if a fatal error is thrown at once. */
	private boolean settled(Counts.Opened run) {
		return run.reason == null || (run.reason == EndReason.FAILED
				&& !this.program.any((handler) -> handler.failure() == HandlerPlan.Failure.FATAL));
	}

	/** A caller that is released when all is done. */
	private void checkRelease(Journal.Outcome outcome) {
		Action action = outcome.action();
		if (!this.program.machine().awaitEnd() || action.endsEarly()) {
			return;
		}
		UUID id = action.runId(this.program.seed());
		Counts.Opened run = this.world.counts.runs.get(id);
		if (run != null && settled(run) && isUndisturbed(run) && lastLeft(id, TerminalEvent.class) > outcome.at()) {
			this.journal.violated("Barrier: the caller of a" + action.id() + " is released at " + outcome.at()
					+ " before its end has finished in every handler: "
					+ this.program.handlers()
						.stream()
						.map((handler) -> "h" + handler.id() + "=" + this.journal.seen(handler.id(), id))
						.toList());
		}
	}

	/** Checks the lead of a stream's consumer over a slow handler. */
	private void checkWindow(UUID id, List<Long> times) {
		Counts.Opened run = this.world.counts.runs.get(id);
		if (run == null || run.reason != null || !run.info.kind().isModel()) {
			return;
		}
		for (HandlerPlan handler : this.program.handlers()) {
			List<Seen> tokens = new ArrayList<>();
			this.journal.seen(handler.id(), id)
				.stream()
				.filter((seen) -> seen.event instanceof LlmNewToken)
				.forEach(tokens::add);
			int window = handler.window(this.program.machine().window());
			if (handler.mayBeGivenUp() || handler.isShedding() || handler.kind() == HandlerPlan.Kind.INLINE) {
				window = Integer.MAX_VALUE;
			}
			for (int i = 0; i < times.size() && i < tokens.size() && i + 1 >= window; i++) {
				checkToken(handler, run, tokens, i, window, times);
			}
		}
	}

	private void checkToken(HandlerPlan handler, Counts.Opened run, List<Seen> tokens, int token, int window,
			List<Long> times) {
		int finished = token - window + 1;
		if (finished >= 0 && tokens.get(finished).left > times.get(token)) {
			this.journal.violated("Window: the consumer of " + run.info.name() + " gets token " + token + " before h"
					+ handler.id() + ", whose window is " + window + ", has finished token " + finished);
		}
	}

	private long firstEntered(UUID run, Class<? extends CallbackEvent> type) {
		long first = Long.MAX_VALUE;
		for (HandlerPlan handler : this.program.handlers()) {
			for (Seen seen : this.journal.seen(handler.id(), run)) {
				if (type.isInstance(seen.event)) {
					first = Math.min(first, seen.entered);
				}
			}
		}
		return first;
	}

	/** Returns the time at which the last handler that cannot be given up was done. */
	private long lastLeft(UUID run, Class<? extends CallbackEvent> type) {
		long last = 0;
		for (HandlerPlan handler : this.program.handlers()) {
			for (Seen seen : this.journal.seen(handler.id(), run)) {
				if (type.isInstance(seen.event) && !handler.mayBeGivenUp()) {
					last = Math.max(last, (seen.left != 0) ? seen.left : Long.MAX_VALUE);
				}
			}
		}
		return last;
	}

}
