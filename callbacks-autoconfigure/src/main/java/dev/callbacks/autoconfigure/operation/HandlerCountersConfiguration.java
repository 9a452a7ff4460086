// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import dev.callbacks.CallbackManager;
import dev.callbacks.spi.FleetHandlers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The configuration of the operations on handlers, and of the counters. Imported by all
 * who need them.
 */
@Configuration(proxyBeanMethods = false)
public class HandlerCountersConfiguration {

	@Bean
	HandlerCounters callbackHandlerCounters() {
		return new HandlerCounters(System::nanoTime);
	}

	@Bean
	HandlerOperations callbackHandlerOperations(CallbackManager manager, ObjectProvider<FleetHandlers> fleet,
			HandlerCounters counters) {
		return new HandlerOperations(manager, fleet::getIfAvailable, counters);
	}

}
