// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A future that its run completes, and nobody else: who asks for one that may be
 * completed, or given a timeout, gets a copy.
 */
final class RunFuture extends CompletableFuture<@Nullable Object> {

	@Override
	public CompletableFuture<@Nullable Object> toCompletableFuture() {
		CompletableFuture<@Nullable Object> copy = new CompletableFuture<>();
		handle((value, failure) -> (failure != null) ? copy.completeExceptionally(failure) : copy.complete(value));
		return copy;
	}

}
