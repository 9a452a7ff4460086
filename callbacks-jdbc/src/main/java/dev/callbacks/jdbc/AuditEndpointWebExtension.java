// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.OffsetDateTime;
import java.util.UUID;

import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code callbacksaudit} over HTTP, which shows content to those who may see
 * it.
 */
@EndpointWebExtension(endpoint = AuditEndpoint.class)
final class AuditEndpointWebExtension {

	private final AuditEndpoint endpoint;

	private final AuditEndpointProperties properties;

	private final Content content;

	AuditEndpointWebExtension(AuditEndpoint endpoint, AuditEndpointProperties properties, ContentRedactor redactor,
			Sanitizer sanitizer) {
		this.endpoint = endpoint;
		this.properties = properties;
		this.content = new Content(redactor, sanitizer);
	}

	@ReadOperation
	@Nullable OperationResponseBody find(SecurityContext securityContext, @Selector String section, @Nullable String conversation,
			@Nullable String user, @Nullable AuditOutcome outcome, @Nullable OffsetDateTime from,
			@Nullable OffsetDateTime to, @Nullable UUID before, @Nullable Integer limit) {
		return "runs".equals(section) ? this.endpoint
			.find(AuditEndpoint.query(conversation, user, outcome, from, to, before, limit), shownTo(securityContext))
				: null;
	}

	@ReadOperation
	@Nullable OperationResponseBody run(SecurityContext securityContext, @Selector String section, @Selector UUID id) {
		return this.endpoint.run(section, id, shownTo(securityContext));
	}

	private Content shownTo(SecurityContext securityContext) {
		boolean shown = this.properties.showContent().isShown(securityContext, this.properties.roles());
		return shown ? this.content : Content.HIDDEN;
	}

}
