// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code callbacks} over HTTP: shows the content of a run to those who may
 * see it, and answers a change of what is not there with the status 404.
 */
@EndpointWebExtension(endpoint = CallbacksEndpoint.class)
final class CallbacksEndpointWebExtension {

	private final CallbacksEndpoint endpoint;

	private final CallbacksEndpointProperties properties;

	private final ContentRedactor redactor;

	private final Sanitizer sanitizer;

	CallbacksEndpointWebExtension(CallbacksEndpoint endpoint, CallbacksEndpointProperties properties,
			ContentRedactor redactor, Sanitizer sanitizer) {
		this.endpoint = endpoint;
		this.properties = properties;
		this.redactor = redactor;
		this.sanitizer = sanitizer;
	}

	@ReadOperation
	@Nullable OperationResponseBody item(SecurityContext securityContext, @Selector String section, @Selector String name) {
		boolean shown = this.properties.showContent().isShown(securityContext, this.properties.roles());
		return this.endpoint.item(section, name, shown ? new Content(this.redactor, this.sanitizer) : Content.HIDDEN);
	}

	@WriteOperation
	WebEndpointResponse<OperationResponseBody> change(@Selector String section, @Selector String name,
			@Nullable Boolean enabled, @Nullable Integer window) {
		return found(this.endpoint.change(section, name, enabled, window));
	}

	@DeleteOperation
	WebEndpointResponse<OperationResponseBody> cancel(@Selector String section, @Selector String name) {
		return found(this.endpoint.cancel(section, name));
	}

	private static WebEndpointResponse<OperationResponseBody> found(@Nullable OperationResponseBody body) {
		return (body != null) ? new WebEndpointResponse<>(body)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
