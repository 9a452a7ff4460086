// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.util.List;

import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import org.slf4j.MDC;

/**
 * The context that callers of a program carry, and what must not be left of it.
 */
final class Surroundings {

	static final String CALLER_TAG = "caller:";

	private static final String CALLER = "programs.caller";

	private static final String DIRT = "programs.dirt";

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	/** The threads of the callback executor. */
	private static final ThreadLocal<Boolean> IN_POOL = new ThreadLocal<>();

	/** The handler that left an interrupt on this thread last. */
	private static final ThreadLocal<Integer> INTERRUPTED_BY = new ThreadLocal<>();

	/** The number of handlers that the thread is in. */
	private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

	private Surroundings() {
	}

	/** The accessor of the one thread-local beside the logging context. */
	static io.micrometer.context.ThreadLocalAccessor<String> tenant() {
		return new io.micrometer.context.ThreadLocalAccessor<>() {

			@Override
			public Object key() {
				return CALLER;
			}

			@Override
			public String getValue() {
				return TENANT.get();
			}

			@Override
			public void setValue(String value) {
				TENANT.set(value);
			}

			@Override
			public void setValue() {
				TENANT.remove();
			}

		};
	}

	static String caller() {
		return TENANT.get();
	}

	/** Makes this thread one of a caller, or of none. */
	static void become(String caller) {
		if (caller != null) {
			MDC.put(CALLER, caller);
			TENANT.set(caller);
			OpenScopes.become(caller);
		}
		else {
			MDC.remove(CALLER);
			TENANT.remove();
			OpenScopes.become(null);
		}
	}

	static void enterPool() {
		IN_POOL.set(true);
	}

	static void leavePool() {
		IN_POOL.remove();
		INTERRUPTED_BY.remove();
	}

	/** Whether the engine can give up what this thread does. */
	static boolean canBeGivenUp() {
		return IN_POOL.get() != null && DEPTH.get()[0] == 1;
	}

	static void enterHandler() {
		DEPTH.get()[0]++;
	}

	static void leaveHandler() {
		DEPTH.get()[0]--;
	}

	/** Leaves behind what handlers must not see of each other. */
	static void leaveDirt(int handler, boolean interrupt) {
		MDC.put(DIRT, "h" + handler);
		TENANT.set("h" + handler);
		if (interrupt && canBeGivenUp()) {
			INTERRUPTED_BY.set(handler);
			Thread.currentThread().interrupt();
		}
	}

	/** Checks what a handler finds when it is called. */
	static void check(Journal journal, int handler, CallbackEvent event) {
		String me = "h" + handler;
		String where = me + " at " + event.type() + " of " + event.run().name() + " on "
				+ Thread.currentThread().getName();
		String dirt = MDC.get(DIRT);
		if (dirt != null && !dirt.equals(me)) {
			journal.violated("G8: " + where + " sees the logging context that " + dirt + " left");
		}
		String tenant = TENANT.get();
		String caller = callerOf(event.run().tags());
		if (caller != null && !caller.equals(MDC.get(CALLER))) {
			journal.violated("G8: " + where + " sees the logging context of " + MDC.get(CALLER) + ", not of " + caller);
		}
		if (caller != null && !caller.equals(tenant) && !me.equals(tenant)) {
			journal.violated("G8: " + where + " sees the thread-local of " + tenant + ", not of " + caller);
		}
		if (caller != null && !caller.equals(OpenScopes.current())) {
			journal.violated("G8: " + where + " sees the scope of " + OpenScopes.current() + ", not of " + caller);
		}
		if (IN_POOL.get() != null && DEPTH.get()[0] == 1 && Thread.currentThread().isInterrupted()
				&& !Integer.valueOf(handler).equals(INTERRUPTED_BY.get())) {
			// its own if it was given up before it came this far
			journal.interrupted.add(new Journal.Interrupted(handler, event.type(),
					"G8: " + where + " sees an interrupt flag that is not its own"));
		}
		Run run = Run.find().orElse(null);
		if (run == null || !run.info().id().equals(event.run().id())) {
			journal.violated("Handler frame: " + where + " finds " + run + " as the current run");
		}
	}

	private static String callerOf(List<String> tags) {
		return tags.stream()
			.filter((tag) -> tag.startsWith(CALLER_TAG))
			.map((tag) -> tag.substring(CALLER_TAG.length()))
			.findFirst()
			.orElse(null);
	}

	/** Checks that nothing is left on a thread that belongs to a caller, or to nobody. */
	static void checkLeft(Journal journal, String where, String caller) {
		String me = (caller != null) ? caller : "nobody";
		if (MDC.get(DIRT) != null) {
			journal.violated("G8: " + where + " is left with the logging context of " + MDC.get(DIRT));
			MDC.remove(DIRT);
		}
		if (!java.util.Objects.equals(MDC.get(CALLER), caller)) {
			journal.violated("G8: " + where + " of " + me + " is left with the logging context of " + MDC.get(CALLER));
		}
		if (!java.util.Objects.equals(TENANT.get(), caller)) {
			journal.violated("G8: " + where + " of " + me + " is left with the thread-local of " + TENANT.get());
		}
		String wrong = OpenScopes.wrong(caller);
		if (wrong != null) {
			journal.violated("G8: " + where + " of " + me + " is left with " + wrong);
		}
		if (Run.find().isPresent()) {
			journal.violated("G9: " + where + " is left with the current run " + Run.current().info());
		}
		become(caller);
	}

	/** A task of a provider's thread, which nothing may be left on. */
	static Runnable checked(Runnable task) {
		return () -> {
			task.run();
			Journal journal = Journal.newest();
			if (journal != null && Thread.currentThread().getName().startsWith("parallel-")) {
				checkLeft(journal, "a thread of the provider", null);
			}
		};
	}

}
