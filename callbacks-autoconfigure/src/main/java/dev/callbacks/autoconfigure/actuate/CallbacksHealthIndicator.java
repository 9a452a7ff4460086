// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import dev.callbacks.autoconfigure.operation.HandlerCounters;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of callbacks: down while somebody has to act, since a handler is stuck on
 * all its threads, or has lost events within the last minute.
 */
final class CallbacksHealthIndicator extends AbstractHealthIndicator {

	private static final Duration LATELY = Duration.ofMinutes(1);

	private final HandlerOperations handlers;

	private final HandlerCounters counters;

	CallbacksHealthIndicator(HandlerOperations handlers, HandlerCounters counters) {
		super("The state of the handlers could not be read");
		this.handlers = handlers;
		this.counters = counters;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<String> stuck = handlers(RegisteredHandlerDescriptor::stuck);
		List<String> losing = handlers((handler) -> this.counters.hasLostWithin(handler.name(), LATELY));
		if (stuck.isEmpty() && losing.isEmpty()) {
			builder.up();
		}
		else {
			builder.down().withDetail("stuck", stuck).withDetail("losingEvents", losing);
		}
	}

	private List<String> handlers(Predicate<RegisteredHandlerDescriptor> predicate) {
		return this.handlers.all().stream().filter(predicate).map(RegisteredHandlerDescriptor::name).toList();
	}

}
