// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The configuration that makes every {@link BeanObservation} of a context work. Imported
 * by each framework's configuration.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
public class ObservingConfiguration {

	@Bean
	static ObservingPostProcessor callbackObservingPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		return new ObservingPostProcessor(beanFactory);
	}

}
