// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.util.Set;

import dev.callbacks.autoconfigure.CallbackConfigurationException;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint.
 *
 * @param showContent When to show the content of runs, such as prompts and answers.
 * @param roles Roles of which one authorizes a user to be shown the content of runs. With
 * none every authenticated user is authorized.
 * @param recentRuns Number of the latest root runs that are kept with the runs below
 * them; none are kept with 0.
 */
@ConfigurationProperties("management.endpoint.callbacks")
record CallbacksEndpointProperties(@DefaultValue("never") Show showContent, Set<String> roles,
		@DefaultValue("50") int recentRuns) {

	CallbacksEndpointProperties {
		if (recentRuns < 0) {
			throw new CallbackConfigurationException(
					"The property 'management.endpoint.callbacks.recent-runs' must not be negative, but is "
							+ recentRuns,
					"Change the value of 'management.endpoint.callbacks.recent-runs'.");
		}
		roles = (roles != null) ? Set.copyOf(roles) : Set.of();
	}

}
