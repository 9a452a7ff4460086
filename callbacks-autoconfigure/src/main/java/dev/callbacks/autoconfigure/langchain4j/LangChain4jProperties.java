// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of applications that use LangChain4j.
 *
 * @param instrumentModels Whether calls of model beans that are used directly have runs
 * with tokens, instead of runs that a listener tells of.
 * @param beans Whether a bean is observed, by its name. A bean that is not named is
 * observed if that changes nothing for those who use it.
 */
@ConfigurationProperties("callbacks.langchain4j")
record LangChain4jProperties(@DefaultValue("false") boolean instrumentModels, Map<String, Boolean> beans) {

	LangChain4jProperties {
		beans = (beans != null) ? Map.copyOf(beans) : Map.of();
	}

}
