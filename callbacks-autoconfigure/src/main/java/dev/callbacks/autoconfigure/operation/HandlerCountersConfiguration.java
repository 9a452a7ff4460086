// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The configuration of the counters of handlers. Imported by all who need them.
 */
@Configuration(proxyBeanMethods = false)
public class HandlerCountersConfiguration {

	@Bean
	HandlerCounters callbackHandlerCounters() {
		return new HandlerCounters(System::nanoTime);
	}

}
