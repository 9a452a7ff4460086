// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.springai;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of applications that use Spring AI.
 *
 * @param instrumentModels Whether calls of model beans that are used directly are runs.
 * @param beans Whether a bean is observed, by its name. A bean that is not named is
 * observed if that changes nothing for those who use it.
 */
@ConfigurationProperties("callbacks.spring-ai")
record SpringAiProperties(@DefaultValue("false") boolean instrumentModels, Map<String, Boolean> beans) {

	SpringAiProperties {
		beans = (beans != null) ? Map.copyOf(beans) : Map.of();
	}

}
