// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.autoconfigure.actuate.CallbacksDescriptor.ExecutorDescriptor;
import dev.callbacks.autoconfigure.actuate.CallbacksDescriptor.LibraryDescriptor;
import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.autoconfigure.operation.ActiveRunDescriptor;
import dev.callbacks.autoconfigure.operation.RecordedRunDescriptor;
import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor;
import dev.callbacks.dispatch.CallbackDispatcher;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The overview of all that the endpoint knows. It creates no bean, not even the executor
 * if no handler has needed it yet.
 */
final class Overview {

	private final CallbackManager manager;

	private final CallbacksProperties properties;

	private final ConfigurableListableBeanFactory beanFactory;

	private final List<ObservedBeans> libraries;

	Overview(CallbackManager manager, CallbacksProperties properties, ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<ObservedBeans> libraries) {
		this.manager = manager;
		this.properties = properties;
		this.beanFactory = beanFactory;
		this.libraries = libraries.orderedStream().toList();
	}

	CallbacksDescriptor create(List<RegisteredHandlerDescriptor> handlers, List<ActiveRunDescriptor> activeRuns,
			List<RecordedRunDescriptor> recentRuns) {
		boolean running = !(this.manager instanceof CallbackDispatcher dispatcher) || dispatcher.isRunning();
		return new CallbacksDescriptor(this.properties.isEnabled(), running, handlers, executor(), activeRuns,
				recentRuns, this.libraries.stream().map(Overview::describe).toList());
	}

	private ExecutorDescriptor executor() {
		CallbacksProperties.Executor properties = this.properties.getExecutor();
		String name = (properties.beanName() != null) ? properties.beanName()
				: CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME;
		Object bean = this.beanFactory.containsSingleton(name) ? this.beanFactory.getBean(name) : null;
		String type = (bean != null) ? bean.getClass().getName() : null;
		if (bean instanceof ThreadPoolTaskExecutor pool) {
			return new ExecutorDescriptor(name, properties.maxSize(), type, pool.getPoolSize(), pool.getActiveCount(),
					pool.getQueueSize(), pool.getQueueCapacity());
		}
		return new ExecutorDescriptor(name, properties.maxSize(), type, null, null, null, null);
	}

	private static LibraryDescriptor describe(ObservedBeans library) {
		return new LibraryDescriptor(library.library(), library.observed(), library.leftAlone());
	}

}
