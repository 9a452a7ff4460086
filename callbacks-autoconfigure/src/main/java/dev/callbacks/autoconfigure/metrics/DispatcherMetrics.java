// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.function.Function;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.spi.ExecutorStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the threads of a dispatcher, whatever kind of threads they are.
 */
final class DispatcherMetrics implements MeterBinder {

	private final CallbackDispatcher dispatcher;

	DispatcherMetrics(CallbackDispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bind(registry, "handlers", CallbackDispatcher::handlerThreads);
		bind(registry, "work", CallbackDispatcher::workThreads);
	}

	private void bind(MeterRegistry registry, String executor, Function<CallbackDispatcher, ExecutorStatus> status) {
		Gauge.builder("callbacks.executor.active", this.dispatcher, (dispatcher) -> status.apply(dispatcher).active())
			.description("Threads of an executor that are at work")
			.tag("executor", executor)
			.register(registry);
		Gauge.builder("callbacks.executor.size", this.dispatcher, (dispatcher) -> status.apply(dispatcher).size())
			.description("Threads of an executor: those that there may be for handlers, those that there are for work")
			.tag("executor", executor)
			.register(registry);
	}

}
