// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.spi.ContentRedactor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of handlers: those among the beans are registered with the manager.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnBean(CallbackManager.class)
@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
@EnableConfigurationProperties(CallbacksProperties.class)
public final class CallbacksHandlerAutoConfiguration {

	private final HandlerNames names;

	CallbacksHandlerAutoConfiguration(CallbacksProperties properties, Environment environment) {
		this.names = new HandlerNames(properties, environment);
	}

	@Bean
	@ConditionalOnMissingBean(value = HandlerRegistrar.class, search = SearchStrategy.CURRENT)
	HandlerRegistrar callbackHandlerRegistrar(CallbackManager manager, ConfigurableListableBeanFactory beanFactory) {
		return new HandlerRegistrar(manager, this.names, beanFactory);
	}

	@Bean
	static ContentSinkPostProcessor callbackContentSinkPostProcessor(ObjectProvider<ContentRedactor> redactors) {
		return new ContentSinkPostProcessor(redactors);
	}

}
