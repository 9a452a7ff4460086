// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import dev.callbacks.autoconfigure.CallbackDispatcherCustomizer;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.metrics.CallbacksMetricsAutoConfiguration;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.DispatchListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The meters of the auto-configuration.
 */
final class Meters {

	private Meters() {
	}

	/**
	 * Adds the meters. Their context stays open, as that of an application does.
	 */
	static void addTo(CallbackDispatcher.Builder builder) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
		context.register(AutoConfigurations.getClasses(
				AutoConfigurations.of(CallbacksAutoConfiguration.class, CallbacksMetricsAutoConfiguration.class)));
		context.refresh();
		context.getBeanProvider(DispatchListener.class).orderedStream().forEach(builder::listener);
		context.getBeanProvider(CallbackDispatcherCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
	}

}
