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

import java.util.Map;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries the logging context. Used where the application has registered no accessor for
 * it, and never registered itself.
 */
final class LoggingContextAccessor implements ThreadLocalAccessor<Object> {

	static final LoggingContextAccessor INSTANCE = new LoggingContextAccessor();

	private static final String LIBRARY_KEY = "cp.slf4j";

	static boolean isFor(ThreadLocalAccessor<?> accessor) {
		return LIBRARY_KEY.equals(accessor.key());
	}

	@Override
	public Object key() {
		return LIBRARY_KEY;
	}

	@Override
	public @Nullable Object getValue() {
		Map<String, String> map = MDC.getCopyOfContextMap();
		return (map == null || map.isEmpty()) ? null : map;
	}

	@Override
	@SuppressWarnings("unchecked")
	public void setValue(Object value) {
		MDC.setContextMap((Map<String, String>) value);
	}

	@Override
	public void setValue() {
		MDC.clear();
	}

}
