// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.CallbacksProperties;
import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.autoconfigure.operation.HandlerCounters;
import dev.callbacks.autoconfigure.operation.HandlerCountersConfiguration;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RunOperations;
import dev.callbacks.spi.ContentRedactor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of what Actuator shows of callbacks: endpoint, health and info.
 * Needs no meter registry.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class)
@ConditionalOnClass(Endpoint.class)
@ConditionalOnBean(CallbackManager.class)
public final class CallbacksActuatorAutoConfiguration {

	/**
	 * The endpoint, if it is available.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(CallbacksEndpoint.class)
	@EnableConfigurationProperties({ CallbacksProperties.class, CallbacksEndpointProperties.class })
	@Import(HandlerCountersConfiguration.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RunRecording callbackRunRecording(CallbackManager manager, CallbacksEndpointProperties properties) {
			return new RunRecording(manager, properties);
		}

		@Bean
		@ConditionalOnMissingBean
		CallbacksEndpoint callbacksEndpoint(CallbackManager manager, CallbacksProperties properties,
				ConfigurableListableBeanFactory beanFactory, ObjectProvider<ObservedBeans> libraries,
				HandlerOperations handlers, RunRecording recording) {
			return new CallbacksEndpoint(new Overview(manager, properties, beanFactory, libraries), handlers,
					new RunOperations(manager, recording.recorder()));
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		CallbacksEndpointWebExtension callbacksEndpointWebExtension(CallbacksEndpoint endpoint,
				CallbacksEndpointProperties properties, ObjectProvider<ContentRedactor> redactors,
				ObjectProvider<SanitizingFunction> sanitizingFunctions) {
			return new CallbacksEndpointWebExtension(endpoint, properties,
					ContentRedactor.all(redactors.orderedStream().toList()),
					new Sanitizer(sanitizingFunctions.orderedStream().toList()));
		}

	}

	/**
	 * The health indicator, if the application wants it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	@ConditionalOnBooleanProperty("management.health.callbacks.enabled")
	@Import(HandlerCountersConfiguration.class)
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "callbacksHealthIndicator")
		CallbacksHealthIndicator callbacksHealthIndicator(HandlerOperations handlers, HandlerCounters counters) {
			return new CallbacksHealthIndicator(handlers, counters);
		}

	}

	/**
	 * The info contributor, if the application wants it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
	@ConditionalOnEnabledInfoContributor(value = "callbacks", fallback = InfoContributorFallback.DISABLE)
	static class InfoConfiguration {

		@Bean
		@ConditionalOnMissingBean
		CallbacksInfoContributor callbacksInfoContributor(ResourceLoader resourceLoader) {
			return new CallbacksInfoContributor(resourceLoader.getClassLoader());
		}

	}

}
