/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.CurrentRun;
import io.micrometer.context.ContextAccessor;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The caller's context: the values of all registered thread-locals, and of the logging
 * context where none is registered for it, as they were when it was captured. The current
 * run is left out; whoever restores a context sets that itself.
 * <p>
 * Immutable. A restored context clears what the thread carries beyond it, so that a
 * handler on a foreign thread sees the caller's values and no others.
 */
final class RunContext {

	/** The context without a value that was captured last, for all that are the same. */
	private static volatile RunContext lastEmpty = new RunContext(List.of(), new Object[0], true);

	private final List<ThreadLocalAccessor<Object>> accessors;

	private final @Nullable Object[] values;

	private final boolean empty;

	private RunContext(List<ThreadLocalAccessor<Object>> accessors, @Nullable Object[] values, boolean empty) {
		this.accessors = accessors;
		this.values = values;
		this.empty = empty;
	}

	/**
	 * Captures the context of this thread.
	 */
	static RunContext capture() {
		return captureValues(Map.of());
	}

	/**
	 * Captures the context of this thread under what a carrier, such as a Reactor context
	 * view, has for it.
	 * @return the context, or {@code null} if the carrier has nothing
	 */
	static @Nullable RunContext captureUnder(Object carrier) {
		Map<Object, Object> carried = read(carrier);
		return carried.isEmpty() ? null : captureValues(carried);
	}

	private static RunContext captureValues(Map<Object, Object> carried) {
		List<ThreadLocalAccessor<Object>> accessors = accessors();
		@Nullable Object[] values = new Object[accessors.size()];
		boolean empty = true;
		for (int i = 0; i < values.length; i++) {
			Object value = carried.get(accessors.get(i).key());
			values[i] = (value != null) ? value : accessors.get(i).getValue();
			empty &= values[i] == null;
		}
		if (!empty) {
			return new RunContext(accessors, values, false);
		}
		RunContext last = lastEmpty;
		if (!last.accessors.equals(accessors)) {
			last = new RunContext(accessors, values, true);
			lastEmpty = last;
		}
		return last;
	}

	/**
	 * Whether it has no value.
	 */
	boolean isEmpty() {
		return this.empty;
	}

	/**
	 * Restores the context on this thread.
	 * @return what ends it, or {@code null} if there is nothing to restore
	 */
	@Nullable Scope open() {
		if (this.empty && isThreadClean()) {
			return null;
		}
		@Nullable Object[] before = new Object[this.values.length];
		for (int i = 0; i < before.length; i++) {
			before[i] = this.accessors.get(i).getValue();
			set(this.accessors.get(i), this.values[i]);
		}
		return () -> {
			for (int i = 0; i < before.length; i++) {
				set(this.accessors.get(i), before[i]);
			}
		};
	}

	private boolean isThreadClean() {
		for (int i = 0; i < this.values.length; i++) {
			if (this.accessors.get(i).getValue() != null) {
				return false;
			}
		}
		return true;
	}

	private static void set(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
		if (value != null) {
			accessor.setValue(value);
		}
		else {
			accessor.setValue();
		}
	}

	@SuppressWarnings("unchecked")
	private static List<ThreadLocalAccessor<Object>> accessors() {
		List<ThreadLocalAccessor<Object>> accessors = new ArrayList<>();
		boolean logging = false;
		for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
			if (!CurrentRun.KEY.equals(accessor.key())) {
				accessors.add((ThreadLocalAccessor<Object>) accessor);
			}
			logging |= LoggingContextAccessor.isFor(accessor);
		}
		if (!logging) {
			accessors.add(LoggingContextAccessor.INSTANCE);
		}
		return accessors;
	}

	@SuppressWarnings("unchecked")
	private static Map<Object, Object> read(Object carrier) {
		Map<Object, Object> values = new HashMap<>();
		ContextAccessor<Object, ?> accessor = (ContextAccessor<Object, ?>) ContextRegistry.getInstance()
			.getContextAccessorForRead(carrier);
		accessor.readValues(carrier, (key) -> !CurrentRun.KEY.equals(key), values);
		return values;
	}

	/**
	 * A time in which a context is restored on a thread.
	 */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
