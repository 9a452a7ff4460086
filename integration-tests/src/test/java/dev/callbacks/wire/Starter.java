// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

/**
 * The auto-configurations that an application gets with the starter.
 */
final class Starter {

	private Starter() {
	}

	/**
	 * All of ours, and others.
	 */
	static AutoConfigurations with(Class<?>... others) {
		List<Class<?>> classes = new ArrayList<>(Arrays.asList(others));
		ClassLoader classLoader = Starter.class.getClassLoader();
		ImportCandidates.load(AutoConfiguration.class, classLoader).forEach((name) -> {
			if (name.startsWith("dev.callbacks.")) {
				classes.add(ClassUtils.resolveClassName(name, classLoader));
			}
		});
		return AutoConfigurations.of(classes.toArray(Class<?>[]::new));
	}

}
