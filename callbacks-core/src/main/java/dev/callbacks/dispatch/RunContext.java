// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import io.micrometer.context.ContextAccessor;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The caller's context: the values of all registered thread-locals, and of the logging
 * context where none is registered for it, as they were when it was captured. The current
 * run is left out; whoever restores a context sets that itself.
 * <p>
 * Immutable. A thread on which it is open carries these values and no others of the
 * registered thread-locals. An accessor that throws counts as one without a value, and
 * the others are not harmed.
 */
final class RunContext {

	private static final String FAILED = "A context accessor failed";

	/**
	 * Carries the logging context where the application has registered nothing for it.
	 */
	private static final ThreadLocalAccessor<?> LOGGING = new Slf4jThreadLocalAccessor();

	/** The accessors that were found last, for all contexts that have the same. */
	private static volatile List<ThreadLocalAccessor<Object>> lastAccessors = List.of();

	/** The context of a run that has captured none. */
	static final RunContext EMPTY = new RunContext(List.of(), new Object[0]);

	/** The context without a value that was captured last. */
	private static volatile RunContext lastEmpty = EMPTY;

	private final List<ThreadLocalAccessor<Object>> accessors;

	private final @Nullable Object[] values;

	/** The scope of a thread that carries the context anyway. */
	private final Scope unchanged;

	private RunContext(List<ThreadLocalAccessor<Object>> accessors, @Nullable Object[] values) {
		this.accessors = accessors;
		this.values = values;
		this.unchanged = new Scope(accessors, values, new Object[0]);
	}

	/**
	 * Captures the context of this thread.
	 */
	static RunContext capture() {
		List<ThreadLocalAccessor<Object>> accessors = accessors();
		RunContext captured = new RunContext(accessors, accessors.stream().map(ForeignCode::valueOf).toArray());
		RunContext last = lastEmpty;
		if (captured.isEmpty() && last.accessors == accessors) {
			return last;
		}
		if (captured.isEmpty()) {
			lastEmpty = captured;
		}
		return captured;
	}

	/**
	 * Just the values that a carrier, such as a Reactor context view, has. What is
	 * captured while they are open has also what they bring with them, such as the
	 * logging context of an observation.
	 * @return the values, none without a carrier
	 */
	static RunContext carriedBy(@Nullable Object carrier) {
		if (carrier == null) {
			return EMPTY;
		}
		Map<Object, Object> carried = new HashMap<>();
		ForeignCode.run(FAILED,
				() -> accessorFor(carrier).readValues(carrier, (key) -> !CurrentRun.KEY.equals(key), carried));
		List<ThreadLocalAccessor<Object>> accessors = carried.isEmpty() ? List.of()
				: accessors().stream().filter((accessor) -> carried.get(ForeignCode.keyOf(accessor)) != null).toList();
		return new RunContext(accessors,
				accessors.stream().map((accessor) -> carried.get(ForeignCode.keyOf(accessor))).toArray());
	}

	/**
	 * The run that a carrier has, or {@code null}.
	 */
	static @Nullable Run runCarriedBy(@Nullable Object carrier) {
		return (carrier == null) ? null : ForeignCode.<@Nullable Run>get(FAILED,
				() -> accessorFor(carrier).readValue(carrier, CurrentRun.KEY), null);
	}

	/**
	 * Whether it has no value.
	 */
	boolean isEmpty() {
		return Arrays.stream(this.values).allMatch(Objects::isNull);
	}

	/**
	 * Makes this thread carry the context, until the scope is closed on it.
	 */
	Scope open() {
		Scope scope = this.unchanged;
		for (int i = 0; i < this.values.length; i++) {
			Object carried = ForeignCode.valueOf(this.accessors.get(i));
			if (!ForeignCode.isSame(this.accessors.get(i), carried, this.values[i])) {
				scope = (scope != this.unchanged) ? scope : Scope.toBeChanged(this.accessors, this.values);
				scope.change(i, carried);
			}
		}
		return scope;
	}

	@SuppressWarnings("unchecked")
	private static List<ThreadLocalAccessor<Object>> accessors() {
		List<ThreadLocalAccessor<?>> found = new ArrayList<>(ContextRegistry.getInstance().getThreadLocalAccessors());
		found.removeIf((accessor) -> CurrentRun.KEY.equals(ForeignCode.keyOf(accessor)));
		if (found.stream().noneMatch((accessor) -> LOGGING.key().equals(ForeignCode.keyOf(accessor)))) {
			found.add(LOGGING);
		}
		if (!lastAccessors.equals(found)) {
			lastAccessors = (List<ThreadLocalAccessor<Object>>) (List<?>) found;
		}
		return lastAccessors;
	}

	/**
	 * The accessor that reads the values of a carrier.
	 */
	@SuppressWarnings("unchecked")
	private static ContextAccessor<Object, ?> accessorFor(Object carrier) {
		return (ContextAccessor<Object, ?>) ContextRegistry.getInstance().getContextAccessorForRead(carrier);
	}

	/**
	 * A time in which a thread carries a context. What a handler leaves behind on the
	 * thread is undone, so that neither the next handler nor the thread's owner sees it.
	 */
	static final class Scope {

		/** The number of a handler's leftovers that are undone one by one. */
		private static final int LEFTOVERS = 8;

		private static final Object UNCHANGED = new Object();

		private final List<ThreadLocalAccessor<Object>> accessors;

		/** The values that the thread carries while nobody changes them. */
		private final @Nullable Object[] carried;

		/** The values that it carried before, where they were changed. */
		private final @Nullable Object[] before;

		private Scope(List<ThreadLocalAccessor<Object>> accessors, @Nullable Object[] carried,
				@Nullable Object[] before) {
			this.accessors = accessors;
			this.carried = carried;
			this.before = before;
		}

		private static Scope toBeChanged(List<ThreadLocalAccessor<Object>> accessors, @Nullable Object[] values) {
			Object[] before = new Object[values.length];
			Arrays.fill(before, UNCHANGED);
			return new Scope(accessors, values.clone(), before);
		}

		private void change(int i, @Nullable Object from) {
			this.before[i] = from;
			ForeignCode.setValue(this.accessors.get(i), this.carried[i]);
			// an accessor may stand for no value by something else than null
			this.carried[i] = ForeignCode.valueOf(this.accessors.get(i));
		}

		/**
		 * Undoes what a handler left behind, in reverse order.
		 * @return whether it left anything
		 */
		boolean undo() {
			boolean undone = false;
			for (int i = this.carried.length - 1; i >= 0; i--) {
				ThreadLocalAccessor<Object> accessor = this.accessors.get(i);
				Object value = ForeignCode.valueOf(accessor);
				for (int n = 0; n < LEFTOVERS && !ForeignCode.isSame(accessor, value, this.carried[i]); n++) {
					undone = true;
					ForeignCode.restoreValue(accessor, this.carried[i]);
					value = ForeignCode.valueOf(accessor);
				}
			}
			return undone;
		}

		/**
		 * Makes the thread carry what it carried before.
		 * @return whether a handler left anything
		 */
		boolean close() {
			boolean undone = undo();
			for (int i = this.before.length - 1; i >= 0; i--) {
				if (this.before[i] != UNCHANGED) {
					ForeignCode.restoreValue(this.accessors.get(i), this.before[i]);
				}
			}
			return undone;
		}

	}

}
