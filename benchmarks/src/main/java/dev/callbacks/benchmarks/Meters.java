// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.lang.reflect.Constructor;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.DispatchListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * The meters of the auto-configuration.
 */
final class Meters {

	private Meters() {
	}

	static void addTo(CallbackDispatcher.Builder builder) {
		try {
			Constructor<?> constructor = Class.forName("dev.callbacks.autoconfigure.metrics.CallbackMetrics")
				.getDeclaredConstructor(MeterRegistry.class);
			constructor.setAccessible(true);
			builder.listener((DispatchListener) constructor.newInstance(new SimpleMeterRegistry()));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
