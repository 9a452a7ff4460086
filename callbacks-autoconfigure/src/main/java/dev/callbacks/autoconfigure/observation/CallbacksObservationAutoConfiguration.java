// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.List;

import dev.callbacks.autoconfigure.CallbackDispatcherCustomizer;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.genai.ObservationProperties;
import dev.callbacks.autoconfigure.genai.ObservationProperties.CaptureContent;
import dev.callbacks.autoconfigure.genai.ObservationProperties.Semconv;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.RunObserver;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of what accompanies runs: an observation each if there is a
 * registry, the ids of the run in the logging context if a property says so, and every
 * {@link RunObserver} bean.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = CallbacksAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "callbacks.enabled", matchIfMissing = true)
public final class CallbacksObservationAutoConfiguration {

	@Bean
	CallbackDispatcherCustomizer callbackRunObservers(ObjectProvider<RunObserver> observers) {
		return (builder) -> {
			List<RunObserver> all = observers.orderedStream().toList();
			if (!all.isEmpty()) {
				builder.observer((all.size() == 1) ? all.get(0) : new RunObservers(all));
			}
		};
	}

	@Bean
	@ConditionalOnBooleanProperty("callbacks.observation.logging-context")
	RunObserver callbackLoggedRuns() {
		return new LoggedRuns();
	}

	/**
	 * Baggage of each run.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	@Conditional(OnBaggageCondition.class)
	@EnableConfigurationProperties(ObservationProperties.class)
	static class BaggageConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE + 1)
		RunObserver callbackBaggageRuns(ObjectProvider<Tracer> tracer, ObservationProperties properties) {
			return new BaggageRuns(tracer.getIfAvailable(() -> Tracer.NOOP), properties.baggage());
		}

	}

	/**
	 * An observation for each run.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnSingleCandidate(ObservationRegistry.class)
	@ConditionalOnBooleanProperty(name = "callbacks.observation.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(ObservationProperties.class)
	static class RegistryConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		RunObserver callbackObservedRuns(ObservationRegistry registry, ObservationProperties observation,
				ObjectProvider<RunObservationConvention> convention, ObjectProvider<ContentRedactor> redactors) {
			boolean captures = observation.captureContent() == CaptureContent.SPAN_ONLY;
			return new ObservedRuns(registry, convention.getIfUnique(),
					new DefaultRunObservationConvention(observation.semconv() == Semconv.V1_41,
							observation.backendAttributes()),
					observation.duplicates(),
					captures ? new ContentCapture(ContentRedactor.all(redactors.orderedStream().toList())) : null);
		}

		@Bean
		@ConditionalOnProperty(name = "callbacks.observation.duplicates", havingValue = "suppress",
				matchIfMissing = true)
		static ObservationPredicate callbackDuplicateObservations() {
			return new DuplicateObservations();
		}

	}

}
