// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.operation.HandlerCounters;
import dev.callbacks.spi.HandlerRegistry;
import dev.callbacks.spi.HandlerStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of callbacks: down while somebody has to act, since a handler is stuck on
 * all its threads, or has lost events within the last minute.
 */
final class CallbacksHealthIndicator extends AbstractHealthIndicator {

	private static final Duration LATELY = Duration.ofMinutes(1);

	private final CallbackManager manager;

	private final HandlerCounters counters;

	CallbacksHealthIndicator(CallbackManager manager, HandlerCounters counters) {
		super("The state of the handlers could not be read");
		this.manager = manager;
		this.counters = counters;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<String> stuck = handlers(HandlerStatus::stuck);
		List<String> losing = handlers((status) -> this.counters.hasLostWithin(status.name(), LATELY));
		if (stuck.isEmpty() && losing.isEmpty()) {
			builder.up();
		}
		else {
			builder.down().withDetail("stuck", stuck).withDetail("losingEvents", losing);
		}
	}

	private List<String> handlers(Predicate<HandlerStatus> predicate) {
		List<HandlerStatus> handlers = (this.manager instanceof HandlerRegistry registry) ? registry.handlers()
				: List.of();
		return handlers.stream().filter(predicate).map(HandlerStatus::name).toList();
	}

}
