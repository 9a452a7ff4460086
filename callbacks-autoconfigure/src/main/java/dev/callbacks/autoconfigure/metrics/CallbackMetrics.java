// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.autoconfigure.genai.TagLimit;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The meters of runs and handlers. All of them are registered before they have a value,
 * since a registry that was closed takes no more, and a drain may follow that.
 */
final class CallbackMetrics implements DispatchListener {

	private static final int MAX_HANDLERS = 100;

	private final MeterRegistry registry;

	private final Map<RunKind, RunMetrics> runs = new EnumMap<>(RunKind.class);

	private final TagLimit handlerNames = new TagLimit(MAX_HANDLERS);

	private final Map<String, HandlerMetrics> handlers = new ConcurrentHashMap<>();

	private final WindowUse windows;

	CallbackMetrics(MeterRegistry registry, WindowUse windows) {
		this.registry = registry;
		this.windows = windows;
		for (RunKind kind : RunKind.values()) {
			this.runs.put(kind, new RunMetrics(registry, kind));
		}
	}

	@Override
	public void opened(RunInfo run) {
		of(run).opened();
	}

	@Override
	public void ended(RunInfo run, @Nullable EndReason reason) {
		of(run).ended(reason);
	}

	@SuppressWarnings("NullAway") // there are some for each kind
	private RunMetrics of(RunInfo run) {
		return this.runs.get(run.kind());
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		HandlerMetrics metrics = this.handlers.computeIfAbsent(this.handlerNames.apply(handler.name()),
				(name) -> new HandlerMetrics(this.registry, name, this.windows));
		metrics.register(handler.events());
		return metrics;
	}

}
