// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.Run;
import dev.callbacks.autoconfigure.genai.GenAiOperation;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.autoconfigure.genai.TagLimit;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * An observer that records each run when it ends. It needs no content, so that none is
 * collected for it.
 * <p>
 * When the context closes, Spring Boot closes the registries before runs under way come
 * to their end. Whatever these may need is registered first.
 */
final class MeteredRuns
		implements RunObserver, ApplicationListener<ContextClosedEvent>, ApplicationContextAware, Ordered {

	private static final int MAX_REQUESTS = 200;

	private static final Run.Scope NOTHING = () -> {
	};

	private final CallMeters meters;

	/** The first so many different requests. */
	private final Set<GenAiRequest> requests = ConcurrentHashMap.newKeySet();

	private @Nullable ApplicationContext context;

	MeteredRuns(CallMeters meters) {
		this.meters = meters;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public @Nullable RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
		GenAiRequest request = GenAiRequest.of(run, start);
		if (request == null) {
			return null;
		}
		if (this.requests.size() < MAX_REQUESTS) {
			this.requests.add(request);
		}
		return new MeteredRun(request, this.meters);
	}

	@Override
	public boolean needsContent() {
		return false;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() != this.context) {
			// a child context closes, and the registries stay open
			return;
		}
		for (GenAiOperation operation : GenAiOperation.values()) {
			expect(new GenAiRequest(operation, TagLimit.OTHER, TagLimit.OTHER, TagLimit.OTHER));
		}
		this.requests.forEach(this::expect);
	}

	private void expect(GenAiRequest request) {
		GenAiResponse.expected(TagLimit.OTHER).forEach((response) -> this.meters.expect(request, response));
	}

	/**
	 * The record of one run.
	 *
	 * @param request the request
	 * @param meters the meters
	 */
	private record MeteredRun(GenAiRequest request, CallMeters meters) implements RunCompanion {

		@Override
		public Run.Scope open() {
			return NOTHING;
		}

		@Override
		public Map<Object, Object> context() {
			return Map.of();
		}

		@Override
		public void ended(TerminalEvent end) {
			this.meters.record(this.request, GenAiResponse.of(end), end.duration());
		}

	}

}
