// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.Set;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the console.
 *
 * @param enabled Whether there is a console. Unless set, there is one with Spring Boot's
 * developer tools, or with the profile 'dev' or 'local'.
 * @param path Path of the page.
 * @param showContent When to show the content of runs, such as prompts and answers.
 * @param roles Roles of which one authorizes a user to be shown the content of runs. With
 * none every authenticated user is authorized.
 * @param runs Number of the latest root runs that are listed, with the runs below them.
 * @param events Number of the latest events, tokens included, that a page can catch up
 * with after its connection was lost.
 */
@ConfigurationProperties("callbacks.console")
record ConsoleProperties(@Nullable Boolean enabled, @DefaultValue("/callbacks") String path,
		@DefaultValue("never") Show showContent, Set<String> roles, @DefaultValue("500") int runs,
		@DefaultValue("10000") int events) {

	ConsoleProperties {
		roles = (roles != null) ? Set.copyOf(roles) : Set.of();
		check(path.matches("(/[\\w.-]+)+"), "path", "must be a path such as '/callbacks', without a '/' at its end",
				path);
		check(runs > 0, "runs", "must be at least 1", runs);
		check(events > 0, "events", "must be at least 1", events);
	}

	private static void check(boolean valid, String property, String rule, Object value) {
		if (!valid) {
			String name = "callbacks.console." + property;
			throw new CallbackConfigurationException("The property '" + name + "' " + rule + ", but is " + value,
					"Change the value of '" + name + "'.");
		}
	}

}
