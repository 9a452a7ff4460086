// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RunOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code callbacks}: handlers, and runs that are under way or recent. It is
 * read-only unless the application opens it. The content of runs is not here, and so
 * never shown over JMX; see {@link CallbacksEndpointWebExtension}.
 */
@Endpoint(id = "callbacks", defaultAccess = Access.READ_ONLY)
final class CallbacksEndpoint {

	private static final String HANDLERS = "handlers";

	private static final String RUNS = "runs";

	private final Overview overview;

	private final HandlerOperations handlers;

	private final RunOperations runs;

	CallbacksEndpoint(Overview overview, HandlerOperations handlers, RunOperations runs) {
		this.overview = overview;
		this.handlers = handlers;
		this.runs = runs;
	}

	@ReadOperation
	CallbacksDescriptor callbacks() {
		return this.overview.create(this.handlers.all(), this.runs.active(), this.runs.recent());
	}

	/**
	 * Returns a handler by its name, or a run by its id.
	 * @param section {@code handlers} or {@code runs}
	 * @param name the name or the id
	 * @return the handler or the run, or {@code null} if there is none
	 */
	@ReadOperation
	@Nullable OperationResponseBody item(@Selector String section, @Selector String name) {
		return item(section, name, Content.HIDDEN);
	}

	@Nullable OperationResponseBody item(String section, String name, Content content) {
		return switch (section) {
			case HANDLERS -> this.handlers.find(name).orElse(null);
			case RUNS -> this.runs.find(name, content);
			default -> null;
		};
	}

	/**
	 * Changes a handler, from the next run on.
	 * @param section {@code handlers}
	 * @param name the name of the handler
	 * @param enabled whether it is called, if that is to change
	 * @param window its window, if that is to change
	 * @return the handler, or {@code null} if there is none
	 */
	@WriteOperation
	@Nullable OperationResponseBody change(@Selector String section, @Selector String name, @Nullable Boolean enabled,
			@Nullable Integer window) {
		return HANDLERS.equals(section) ? this.handlers.change(name, enabled, window).orElse(null) : null;
	}

	/**
	 * Cancels a run that is under way.
	 * @param section {@code runs}
	 * @param name the id of the run
	 * @return the run as it was, or {@code null} if there is none
	 */
	@DeleteOperation
	@Nullable OperationResponseBody cancel(@Selector String section, @Selector String name) {
		return RUNS.equals(section) ? this.runs.cancel(name) : null;
	}

}
