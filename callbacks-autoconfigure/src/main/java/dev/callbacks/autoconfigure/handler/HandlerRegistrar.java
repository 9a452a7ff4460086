// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.EventSource;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.spi.FleetHandlers;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * A registrar of the handlers of one context. Registers them once all beans are there, so
 * that a handler may be injected with whatever it likes, the chat model included; and
 * removes them when the context is closed. A child context has one of its own.
 */
final class HandlerRegistrar implements SmartInitializingSingleton, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(HandlerRegistrar.class);

	private final CallbackManager manager;

	private final HandlerNames names;

	private final ConfigurableListableBeanFactory beanFactory;

	private List<HandlerDescriptor> registered = List.of();

	HandlerRegistrar(CallbackManager manager, HandlerNames names, ConfigurableListableBeanFactory beanFactory) {
		this.manager = manager;
		this.names = names;
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<HandlerDescriptor> found = new HandlerBeans(this.beanFactory).find();
		if (!(this.manager instanceof HandlerRegistry registry)) {
			warnOfUnheard(found);
			return;
		}
		List<HandlerDescriptor> local = new ArrayList<>();
		List<HandlerDescriptor> ofFleet = new ArrayList<>();
		for (HandlerDescriptor handler : this.names.apply(found, registry)) {
			((handler.settings().source() == EventSource.FLEET) ? ofFleet : local).add(handler);
		}
		this.registered = List.copyOf(local);
		registry.register(this.registered);
		registerWithFleet(ofFleet);
	}

	private void registerWithFleet(List<HandlerDescriptor> handlers) {
		if (!handlers.isEmpty()) {
			FleetHandlers fleet = this.beanFactory.getBeanProvider(FleetHandlers.class).getIfAvailable();
			if (fleet == null) {
				throw new CallbackConfigurationException(
						"The handlers " + handlers.stream().map(HandlerDescriptor::name).toList()
								+ " have the source 'fleet', but there is no log that instances share",
						"Add callbacks-kafka and set 'callbacks.relay.enabled' to true, or let the source be 'local'.");
			}
			fleet.register(handlers);
		}
	}

	private void warnOfUnheard(List<HandlerDescriptor> handlers) {
		if (!handlers.isEmpty()) {
			logger.warn(
					"The application's own CallbackManager ({}) takes no handlers, so none of these is ever called:"
							+ " {}. Let it implement HandlerRegistry, or remove it",
					this.manager.getClass().getName(), handlers.stream().map(HandlerDescriptor::name).toList());
		}
	}

	@Override
	public void destroy() {
		if (this.manager instanceof HandlerRegistry registry) {
			registry.unregister(this.registered);
		}
	}

}
