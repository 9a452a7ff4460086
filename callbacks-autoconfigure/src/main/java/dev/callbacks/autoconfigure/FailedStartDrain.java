// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;

import dev.callbacks.dispatch.CallbackDispatcher;

import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

/**
 * A post-processor that ends what is under way if the application fails to start: life
 * cycles are not stopped then, beans are only destroyed.
 */
final class FailedStartDrain implements DestructionAwareBeanPostProcessor {

	/** Short, since what is under way serves an application that will never be. */
	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof CallbackDispatcher;
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		if (bean instanceof CallbackDispatcher dispatcher && dispatcher.isRunning()) {
			dispatcher.stop(TIMEOUT);
		}
	}

}
