// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import dev.callbacks.CallWay;
import dev.callbacks.Recording;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Makes the call of one cell, and looks whether what is guaranteed holds (G16).
 */
final class Trial {

	private static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(World.LIMIT_SECONDS) + 2000;

	private final Cell cell;

	private final World world;

	private Trial(Cell cell) {
		this.cell = cell;
		this.world = new World(cell);
	}

	/**
	 * The result of a cell.
	 *
	 * @param problems the violations
	 * @param fired whether the fault happened, so the call passed its place
	 */
	record Result(List<String> problems, boolean fired) {

	}

	static Result of(Cell cell, FaultyAppender log) throws Exception {
		Trial trial = new Trial(cell);
		log.add(trial.world);
		try (World world = trial.world) {
			trial.run();
		}
		finally {
			log.remove(trial.world);
		}
		return new Result(List.copyOf(trial.world.problems), trial.world.trigger().hasFired());
	}

	private void run() throws Exception {
		Caller caller = new Caller(this.world);
		caller.start();
		Caller.Outcome outcome = conclude(caller);
		boolean fired = this.world.trigger().hasFired();
		if (outcome != null) {
			Expected expected = Expected.of(this.cell, fired);
			if (!expected.isMetBy(outcome, this.world)) {
				problem("the caller was to be told " + expected + ", and was told " + name(outcome.failure()));
			}
		}
		if (this.cell.fault() == Fault.LATE) {
			this.world.trigger().release();
		}
		this.world.mend();
		this.world.checkThatNothingIsKept();
		if (outcome != null) {
			next();
		}
		this.world.trigger().release();
		this.world.checkThatNothingIsKept();
		if (!this.world.manager.awaitIdle(Duration.ofSeconds(World.LIMIT_SECONDS))) {
			problem(this.world.manager.openRuns() + " runs are left open");
			return;
		}
		checkWitnesses(caller);
		checkBooks();
		checkFatal(fired);
	}

	private Caller.Outcome conclude(Caller caller) throws Exception {
		try {
			if (this.cell.isCancelled()) {
				cancel(caller);
			}
			Caller.Outcome outcome = caller.outcome(LIMIT_MILLIS);
			if (!(outcome.failure() instanceof TimeoutException)) {
				return outcome;
			}
			problem("what the caller waits for never ends");
		}
		catch (TimeoutException ex) {
			problem("the caller hangs in " + caller.at());
		}
		return null;
	}

	private void cancel(Caller caller) throws InterruptedException {
		if (!this.world.stalled.await(World.LIMIT_SECONDS, TimeUnit.SECONDS)) {
			problem("the work was never begun");
			return;
		}
		try {
			caller.cancel();
		}
		catch (Throwable ex) {
			if (this.world.trigger().thrown.stream().noneMatch((thrown) -> thrown == ex)) {
				problem("the caller's cancel threw " + name(ex));
			}
		}
		finally {
			// of the fault, which came on this thread
			Thread.interrupted();
		}
	}

	/**
	 * The next run works, and is seen whole.
	 */
	private void next() throws InterruptedException {
		Caller caller = new Caller(this.world);
		caller.start();
		try {
			Caller.Outcome outcome = caller.outcome(LIMIT_MILLIS);
			if (outcome.failure() != null) {
				problem("the next run failed with " + name(outcome.failure()));
			}
		}
		catch (TimeoutException ex) {
			problem("the caller of the next run hangs in " + caller.at());
		}
		for (String witness : List.of("blocking", "async", "inline")) {
			List<CallbackEvent> events = new ArrayList<>();
			runs(witness).values()
				.stream()
				.filter((run) -> run.get(0).run().name().equals(World.CLEAN))
				.forEach(events::addAll);
			if (events.size() < 3 || !(events.get(0) instanceof StartEvent)
					|| !(events.get(events.size() - 1) instanceof EndEvent)) {
				problem("the " + witness + " witness saw the next run as " + names(events));
			}
		}
	}

	private void checkWitnesses(Caller caller) {
		Map<UUID, List<CallbackEvent>> runs = runs("inline");
		runs.forEach((id, events) -> checkRun("inline", events));
		for (String witness : List.of("blocking", "async")) {
			Map<UUID, List<CallbackEvent>> same = runs(witness);
			same.forEach((id, events) -> {
				if (!runs.containsKey(id)) {
					problem("the inline witness did not see " + names(events));
				}
			});
			runs.forEach((id, events) -> {
				List<String> seen = names(same.getOrDefault(id, List.of()));
				if (!seen.equals(names(events)) && !isOpenedInItsWork(events, seen)) {
					problem("the " + witness + " witness saw " + seen + " where the inline one saw " + names(events));
				}
			});
		}
		if (this.cell.place().scene == Place.Scene.MODEL) {
			checkItems(caller, runs);
		}
	}

	/**
	 * Whether a run may have been opened by the listener of a handler, on the thread of
	 * the handler, which is not told of it then.
	 */
	private boolean isOpenedInItsWork(List<CallbackEvent> events, List<String> seen) {
		return this.cell.place() == Place.LISTENER_HANDLER && seen.isEmpty()
				&& events.get(0).run().name().equals(World.NESTED);
	}

	private void checkRun(String witness, List<CallbackEvent> events) {
		long starts = events.stream().filter(StartEvent.class::isInstance).count();
		long ends = events.stream().filter(TerminalEvent.class::isInstance).count();
		boolean ordered = events.get(0) instanceof StartEvent && events.get(events.size() - 1) instanceof TerminalEvent;
		for (int i = 1; i < events.size(); i++) {
			ordered &= events.get(i - 1).sequence() < events.get(i).sequence();
		}
		if (starts != 1 || ends != 1 || !ordered) {
			problem("the " + witness + " witness saw " + names(events));
		}
	}

	/**
	 * No token reaches the consumer that handlers do not see, in this order.
	 */
	private void checkItems(Caller caller, Map<UUID, List<CallbackEvent>> runs) {
		List<String> items = List.copyOf(caller.items());
		List<String> tokens = new ArrayList<>();
		runs.values()
			.stream()
			.filter((run) -> run.get(0).run().name().equals(World.FAULTY))
			.flatMap(List::stream)
			.filter(LlmNewToken.class::isInstance)
			.map((token) -> ((LlmNewToken) token).token())
			.filter((token) -> !token.isEmpty())
			.forEach(tokens::add);
		if (items.size() > tokens.size() || !items.equals(tokens.subList(0, items.size()))) {
			problem("the consumer got " + items + " where handlers saw " + tokens);
		}
	}

	private void checkBooks() {
		// the last counts may come a little after the end of the run
		if (!comesTrue(() -> this.world.accounts.problems().isEmpty())) {
			this.world.accounts.problems().forEach(this::problem);
		}
	}

	/**
	 * A worker dies of what is fatal, and of nothing else.
	 */
	private void checkFatal(boolean fired) {
		boolean workers = this.cell.place().isOnWorker() && this.cell.way() != CallWay.BLOCKING;
		if (!fired || !(workers || this.cell.place() == Place.BODY_SUBMIT)) {
			return;
		}
		if (this.cell.fault().isFatal()) {
			if (!comesTrue(() -> this.world.uncaught.stream().anyMatch(this.world.trigger().thrown::contains))) {
				problem("what is fatal was not rethrown on the worker's thread");
			}
		}
		else if (!this.world.uncaught.isEmpty()) {
			problem("a thread died of " + name(this.world.uncaught.peek()));
		}
	}

	private static boolean comesTrue(BooleanSupplier condition) {
		try {
			Awaitility.await()
				// those of other cells are not for this one
				.dontCatchUncaughtExceptions()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.atMost(Duration.ofSeconds(World.LIMIT_SECONDS))
				.until(condition::getAsBoolean);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private Map<UUID, List<CallbackEvent>> runs(String witness) {
		Map<UUID, List<CallbackEvent>> runs = new LinkedHashMap<>();
		for (Recording.Receipt one : this.world.receiptsOf(witness)) {
			runs.computeIfAbsent(one.event().run().id(), (id) -> new ArrayList<>()).add(one.event());
		}
		return runs;
	}

	private static List<String> names(List<CallbackEvent> events) {
		return events.stream()
			.map((event) -> (event instanceof LlmNewToken token) ? "'" + token.token() + "'"
					: event.getClass().getSimpleName())
			.toList();
	}

	/**
	 * A failure by its class: its message may be what goes wrong.
	 */
	private static String name(Throwable failure) {
		if (failure == null) {
			return "of success";
		}
		String name = failure.getClass().getName();
		return (failure.getCause() != null) ? name + " of " + name(failure.getCause()) : name;
	}

	private void problem(String problem) {
		this.world.problems.add(problem);
	}

}
