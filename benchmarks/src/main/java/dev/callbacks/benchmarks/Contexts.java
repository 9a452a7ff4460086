// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The thread-locals of a context, with values on this thread.
 */
final class Contexts implements AutoCloseable {

	private final List<Value> values = new ArrayList<>();

	Contexts(int count) {
		for (int i = 0; i < count; i++) {
			Value value = new Value("benchmark-" + i);
			value.setValue("value");
			this.values.add(value);
			ContextRegistry.getInstance().registerThreadLocalAccessor(value);
		}
	}

	@Override
	public void close() {
		for (Value value : this.values) {
			value.setValue();
			ContextRegistry.getInstance().removeThreadLocalAccessor((String) value.key());
		}
	}

	private static final class Value implements ThreadLocalAccessor<Object> {

		private final String key;

		private final ThreadLocal<@Nullable Object> here = new ThreadLocal<>();

		private Value(String key) {
			this.key = key;
		}

		@Override
		public Object key() {
			return this.key;
		}

		@Override
		public @Nullable Object getValue() {
			return this.here.get();
		}

		@Override
		public void setValue(Object value) {
			this.here.set(value);
		}

		@Override
		public void setValue() {
			this.here.remove();
		}

	}

}
