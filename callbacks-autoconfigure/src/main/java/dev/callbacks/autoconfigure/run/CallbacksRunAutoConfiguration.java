// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.run;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of runs in the application's own code: methods with
 * {@code @CallbackRun} are runs, and executors and schedulers carry the current run.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnBean(CallbackManager.class)
@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
public final class CallbacksRunAutoConfiguration {

	@Bean
	@ConditionalOnBooleanProperty(name = "callbacks.annotations.enabled", matchIfMissing = true)
	static RunMethodPostProcessor callbackRunMethodPostProcessor(ObjectProvider<CallbackManager> manager,
			ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new RunMethodPostProcessor(manager, beanFactory, environment);
	}

	/**
	 * A fallback, so that an application that injects its own decorator by type finds
	 * that one. The first one is next to the task, and decides on the current run: one
	 * that propagates contexts gives a task that is repeated the same run for ever.
	 */
	@Bean
	@Fallback
	@Order(Ordered.HIGHEST_PRECEDENCE)
	@ConditionalOnBooleanProperty(name = "callbacks.propagation.enabled", matchIfMissing = true)
	static RunTaskDecorator callbackRunTaskDecorator() {
		return new RunTaskDecorator();
	}

}
