// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.genai.CostProperties;
import dev.callbacks.autoconfigure.genai.ObservationProperties;
import dev.callbacks.autoconfigure.genai.ObservationProperties.Semconv;
import dev.callbacks.dispatch.CallbackDispatcher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of meters for callbacks. Needs a meter registry, not Actuator.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CallbacksAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(CallbackManager.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = { "callbacks.enabled", "callbacks.metrics.enabled" }, matchIfMissing = true)
@EnableConfigurationProperties(MetricsProperties.class)
public final class CallbacksMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CallbackMetrics callbackMetrics(MeterRegistry registry, ObjectProvider<CallbackDispatcher> dispatcher) {
		return new CallbackMetrics(registry, new WindowUse(dispatcher::getIfAvailable));
	}

	@Bean
	@ConditionalOnBean(CallbackDispatcher.class)
	@ConditionalOnMissingBean
	DispatcherMetrics callbackDispatcherMetrics(CallbackDispatcher dispatcher) {
		return new DispatcherMetrics(dispatcher);
	}

	/**
	 * Binds our meters where Spring Boot's metrics, which bind those of all, are not
	 * there.
	 */
	@Bean
	@ConditionalOnMissingBean(
			type = "org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryPostProcessor")
	SmartInitializingSingleton callbackMeterBinding(MeterRegistry registry, ObjectProvider<MeterBinder> binders) {
		return () -> binders.stream((type) -> type.getName().startsWith("dev.callbacks."))
			.forEach((binder) -> binder.bindTo(registry));
	}

	@Bean
	@ConditionalOnMissingBean
	GenAiTags callbackGenAiTags() {
		return new GenAiTags();
	}

	/**
	 * The meters of the cost of calls.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnPricesCondition.class)
	@EnableConfigurationProperties(CostProperties.class)
	static class CostConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "callbackCostMetrics")
		MeteredRuns callbackCostMetrics(MeterRegistry registry, CostProperties properties, GenAiTags tags) {
			return new MeteredRuns(new CostMetrics(registry, properties, tags));
		}

	}

	/**
	 * The meters of the GenAI conventions.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "callbacks.metrics.gen-ai", matchIfMissing = true)
	@EnableConfigurationProperties(ObservationProperties.class)
	static class GenAiConfiguration {

		private final GenAiMeters meters;

		GenAiConfiguration(MeterRegistry registry, ObservationProperties properties,
				ConfigurableListableBeanFactory beanFactory) {
			this.meters = new GenAiMeters(registry, properties.semconv() == Semconv.V1_41,
					ForeignMeters.namesIn(beanFactory));
		}

		@Bean
		@ConditionalOnMissingBean(name = "callbackGenAiMetrics")
		MeteredRuns callbackGenAiMetrics(GenAiTags tags) {
			return new MeteredRuns(new GenAiMetrics(this.meters, tags));
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty("callbacks.metrics.time-per-output-chunk")
		GenAiChunkMetrics callbackGenAiChunkMetrics(GenAiTags tags) {
			return new GenAiChunkMetrics(this.meters, tags);
		}

	}

}
