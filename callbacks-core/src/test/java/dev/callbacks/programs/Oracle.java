// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.programs.Journal.Seen;
import dev.callbacks.spi.DropReason;

/**
 * Checks what was seen while a program ran against what is guaranteed. Where a handler
 * may miss events, the listener's accounts have to say how many and why.
 */
final class Oracle {

	private final World world;

	private final Program program;

	private final Journal journal;

	private final Counts counts;

	/** The events of each run that some handler saw, by their place. */
	private final Map<UUID, Map<Long, CallbackEvent>> logs = new HashMap<>();

	/** The actions, by the tag that their runs carry. */
	private final Map<String, Action> actions = new HashMap<>();

	Oracle(World world) {
		this.world = world;
		this.program = world.program;
		this.journal = world.journal;
		this.counts = world.counts;
		this.program.forEachAction((action) -> this.actions.put(action.tag(), action));
	}

	void check() {
		checkResidue();
		checkRuns();
		for (HandlerPlan handler : this.program.handlers()) {
			this.journal.seen(handler.id()).forEach((run, list) -> checkRun(handler, run, list));
			new PermitCheck(this.journal, handler, this.program.stop() != null).check();
		}
		for (HandlerPlan handler : this.program.handlers()) {
			checkAccounts(handler);
		}
		checkOpenedByHandlers();
		new OrderCheck(this.world, this.actions).check();
	}

	private void checkResidue() {
		if (this.world.manager.openRuns() != 0) {
			this.journal.violated("G5: " + this.world.manager.openRuns() + " runs are still open");
		}
	}

	private void checkRuns() {
		this.counts.runs.forEach((id, run) -> {
			if (run.openings.get() != 1 || run.endings.get() != 1) {
				this.journal.violated("G1: run " + run.info.name() + " was opened " + run.openings + " times and ended "
						+ run.endings + " times");
			}
			if (run.at > this.world.stoppedAt) {
				this.journal.violated("G6: run " + run.info.name() + " was opened after stop had returned");
			}
		});
	}

	/** One handler and one run. */
	private void checkRun(HandlerPlan handler, UUID run, List<Seen> list) {
		Map<Long, CallbackEvent> log = this.logs.computeIfAbsent(run, (id) -> new HashMap<>());
		if (!this.counts.runs.containsKey(run)) {
			violated(handler, list, "sees a run that was not opened");
			return;
		}
		Seen before = null;
		for (Seen seen : list) {
			CallbackEvent event = seen.event;
			if (!handler.wants().contains(event.type())) {
				violated(handler, list, "gets an event that it does not want: " + seen);
			}
			if (log.merge(event.sequence(), event, (one, other) -> one) != event) {
				violated(handler, list, "gets another event than others at the place of " + seen);
			}
			if (before != null) {
				checkPair(handler, list, before, seen);
			}
			before = seen;
		}
		checkTokens(handler, list);
		checkText(handler, list);
	}

	/** A result is what the tokens add up to, that of a failure too. */
	private void checkText(HandlerPlan handler, List<Seen> list) {
		CallbackEvent last = list.get(list.size() - 1).event;
		dev.callbacks.message.LlmResult result = (last instanceof dev.callbacks.event.LlmEnd end) ? end.result()
				: (last instanceof dev.callbacks.event.LlmError error) ? error.partial() : null;
		StringBuilder text = new StringBuilder();
		int tokens = 0;
		for (Seen seen : list) {
			if (seen.event instanceof dev.callbacks.event.LlmNewToken token) {
				text.append(token.token());
				tokens++;
			}
		}
		boolean mayMiss = handler.isShedding() || this.counts.dropped(handler.id(), EventType.LLM_NEW_TOKEN) > 0;
		if (result != null && tokens > 0 && !mayMiss && !text.toString().equals(result.text())) {
			violated(handler, list, "gets tokens that add up to " + text + ", the result is " + result.text());
		}
	}

	private void checkPair(HandlerPlan handler, List<Seen> list, Seen before, Seen seen) {
		if (before.event.sequence() >= seen.event.sequence()) {
			violated(handler, list, "gets events out of order or twice: " + before + ", " + seen);
		}
		if (seen.event instanceof StartEvent) {
			violated(handler, list, "gets the start after " + before);
		}
		if (before.event instanceof TerminalEvent) {
			violated(handler, list, "gets " + seen + " after the terminal event");
		}
		if (before.left == 0 || before.left > seen.entered) {
			violated(handler, list, "is in two events of a run at once: " + before + ", " + seen);
		}
	}

	private void checkTokens(HandlerPlan handler, List<Seen> list) {
		int expected = 0;
		boolean mayMiss = handler.isShedding() || this.counts.dropped(handler.id(), EventType.LLM_NEW_TOKEN) > 0;
		for (Seen seen : list) {
			if (seen.event instanceof dev.callbacks.event.LlmNewToken token) {
				if (token.index() != expected && (!mayMiss || token.index() < expected)) {
					violated(handler, list, "gets token " + token.index() + " instead of " + expected);
					return;
				}
				boolean last = token.last() && token.token().isEmpty();
				if (!last && !token.token().equals("t" + token.index())) {
					violated(handler, list, "gets token " + token.token() + " with index " + token.index());
				}
				expected = token.index() + 1;
			}
		}
	}

	private void violated(HandlerPlan handler, List<Seen> list, String what) {
		String name = this.counts.runs.containsKey(list.get(0).event.run().id()) ? list.get(0).event.run().name() : "?";
		this.journal.violated("G2: h" + handler.id() + " of run " + name + " " + what + "; all: "
				+ ((list.size() > 12) ? list.subList(0, 12) + "..." : list));
	}

	/** Whether it is known that a handler belongs to a run. */
	private boolean takesPart(HandlerPlan handler, RunInfo run) {
		if (run.metadata().containsKey("origin")) {
			return false;
		}
		boolean movable = this.program.movable().contains(handler.id());
		if (this.program.application().contains(handler.id()) && !movable) {
			return true;
		}
		return isNamed(handler, run) || run.ancestors()
			.stream()
			.map(this.counts.runs::get)
			.anyMatch((above) -> above != null && isNamed(handler, above.info));
	}

	private boolean isNamed(HandlerPlan handler, RunInfo run) {
		return run.tags()
			.stream()
			.map(this.actions::get)
			.anyMatch((action) -> action != null && action.named().contains(handler.id()));
	}

	private void checkAccounts(HandlerPlan handler) {
		Map<EventType, Long> entered = new EnumMap<>(EventType.class);
		Map<EventType, Long> expected = new EnumMap<>(EventType.class);
		Set<UUID> runs = new HashSet<>();
		boolean allKnown = this.program.movable().isEmpty() || !this.program.movable().contains(handler.id());
		for (Map.Entry<UUID, Counts.Opened> entry : this.counts.runs.entrySet()) {
			List<Seen> seen = this.journal.seen(handler.id(), entry.getKey());
			allKnown &= !entry.getValue().info.metadata().containsKey("origin");
			seen.forEach((one) -> entered.merge(one.event.type(), 1L, Long::sum));
			if (!seen.isEmpty() || takesPart(handler, entry.getValue().info)) {
				runs.add(entry.getKey());
				expect(entry.getValue(), expected);
			}
		}
		for (EventType type : EventType.values()) {
			checkAccount(handler, type, entered.getOrDefault(type, 0L),
					handler.wants().contains(type) ? expected.getOrDefault(type, 0L) : 0, allKnown);
		}
	}

	/** Adds what a handler of a run is to get. */
	private void expect(Counts.Opened run, Map<EventType, Long> expected) {
		Set<EventType> ends = new HashSet<>();
		ends.add(Events.start(run.info.kind()));
		ends.add(Events.terminal(run.info.kind(), run.reason));
		ends.forEach((type) -> expected.merge(type, 1L, Long::sum));
		for (CallbackEvent event : this.logs.getOrDefault(run.info.id(), Map.of()).values()) {
			if (!(event instanceof StartEvent) && !(event instanceof TerminalEvent)) {
				expected.merge(event.type(), 1L, Long::sum);
			}
			else if (!ends.contains(event.type())) {
				this.journal.violated("G1: run " + run.info.name() + " ended with " + event + ", the listener was told "
						+ run.reason);
			}
		}
	}

	private void checkAccount(HandlerPlan handler, EventType type, long entered, long expected, boolean allKnown) {
		long accepted = this.counts.accepted(handler.id(), type);
		long finished = this.counts.finished(handler.id(), type);
		long dropped = this.counts.dropped(handler.id(), type);
		String account = "G6: h" + handler.id() + " " + type + ": accepted " + accepted + ", finished " + finished
				+ ", dropped " + dropped + ", entered " + entered + ", expected " + expected;
		if (accepted != finished + dropped) {
			this.journal.violated(account + ": accepted is not finished and dropped");
		}
		long givenUp = this.counts.dropped(handler.id(), type, DropReason.SHUTDOWN);
		if (entered < finished || entered > finished + givenUp) {
			this.journal.violated(account + ": what was entered is not what was finished");
		}
		boolean atEnds = Events.isStart(type) || Events.isTerminal(type);
		// with handlers' own runs it is not known who belongs to them
		if (expected > accepted || (allKnown && atEnds && expected != accepted)) {
			this.journal.violated(account + ": what was accepted is not what was to be");
		}
		checkReasons(handler, type, account);
		checkInterrupts(handler, type, givenUp + this.counts.timedOut(handler.id(), type));
	}

	/**
	 * A busy machine may let a handler wait for so long that it is given up at its door.
	 */
	private void checkInterrupts(HandlerPlan handler, EventType type, long givenUp) {
		this.journal.interrupted.stream()
			.filter((one) -> one.handler() == handler.id() && one.type() == type)
			.skip(givenUp)
			.forEach((one) -> this.journal.violated(one.violation()));
	}

	private void checkReasons(HandlerPlan handler, EventType type, String account) {
		for (DropReason reason : DropReason.values()) {
			boolean possible = switch (reason) {
				case SHED -> handler.isShedding() && type == EventType.LLM_NEW_TOKEN;
				case CUT_OFF, STUCK -> handler.mayBeGivenUp() || this.program.stop() != null;
				case SHUTDOWN -> this.program.stop() != null;
			};
			long dropped = this.counts.dropped(handler.id(), type, reason);
			if (dropped > 0 && !possible) {
				this.journal.violated(account + ": " + dropped + " were dropped as " + reason + " for no reason");
			}
		}
	}

	/** No handler gets the runs that it, or a handler around it, opened. */
	private void checkOpenedByHandlers() {
		this.journal.opened.forEach((id, opened) -> {
			List<Integer> chain = new ArrayList<>();
			Journal.Opened next = opened;
			while (next != null) {
				chain.add(next.handler());
				next = this.journal.opened.get(next.during());
			}
			chain.stream()
				.sorted(Comparator.naturalOrder())
				.filter((handler) -> !this.journal.seen(handler, id).isEmpty())
				.forEach((handler) -> this.journal.violated("G12: h" + handler + " gets a run that it opened itself"));
		});
	}

	/** The types of the first and last events of a run, by its kind. */
	static final class Events {

		private Events() {
		}

		static EventType start(dev.callbacks.event.RunKind kind) {
			return switch (kind) {
				case CHAT_MODEL -> EventType.CHAT_MODEL_START;
				case LLM -> EventType.LLM_START;
				case TOOL -> EventType.TOOL_START;
				case RETRIEVER -> EventType.RETRIEVER_START;
				case CHAIN, AGENT, PROMPT, PARSER, EMBEDDING -> EventType.CHAIN_START;
			};
		}

		static EventType terminal(dev.callbacks.event.RunKind kind, EndReason reason) {
			String prefix = switch (kind) {
				case CHAT_MODEL, LLM -> "LLM";
				case TOOL -> "TOOL";
				case RETRIEVER -> "RETRIEVER";
				case CHAIN, AGENT, PROMPT, PARSER, EMBEDDING -> "CHAIN";
			};
			return EventType.valueOf(prefix + ((reason != null) ? "_ERROR" : "_END"));
		}

		static boolean isStart(EventType type) {
			return type.name().endsWith("_START");
		}

		static boolean isTerminal(EventType type) {
			return type.name().endsWith("_END") || type.name().endsWith("_ERROR");
		}

	}

}
