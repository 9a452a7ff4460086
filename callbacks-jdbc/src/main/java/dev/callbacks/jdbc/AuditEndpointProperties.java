// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint of the audit.
 *
 * @param showContent When to show the content and the metadata of runs, their users and
 * their conversations.
 * @param roles Roles of which one authorizes a user to be shown that. With none every
 * authenticated user is authorized.
 */
@ConfigurationProperties("management.endpoint.callbacksaudit")
record AuditEndpointProperties(@DefaultValue("never") Show showContent, Set<String> roles) {

	AuditEndpointProperties {
		roles = (roles != null) ? Set.copyOf(roles) : Set.of();
	}

}
