// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A run in a reply of the endpoint.
 *
 * @param active the run if it is under way
 * @param recorded the run if it is kept
 */
public record RunDescriptor(@Nullable ActiveRunDescriptor active,
		@Nullable RecordedRunDescriptor recorded) implements OperationResponseBody {

}
