// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.concurrent.Executor;

import dev.callbacks.RetryPolicy;
import dev.callbacks.Run;
import dev.callbacks.message.ChatChunk;
import reactor.core.publisher.Flux;

/**
 * A retry of a stream until its first chunk, since a chunk that the consumer has cannot
 * be taken back.
 */
final class FirstChunkRetry {

	private final RetryPolicy policy;

	private final Run run;

	private final Executor executor;

	private volatile boolean begun;

	FirstChunkRetry(RetryPolicy policy, Run run, Executor executor) {
		this.executor = executor;
		this.run = run;
		this.policy = policy.on((failure) -> !this.begun && policy.on().test(failure));
	}

	Flux<ChatChunk> apply(Flux<ChatChunk> chunks) {
		return chunks.doOnNext((chunk) -> this.begun = true)
			.retryWhen(this.policy.asReactorRetry(this.run, this.executor));
	}

}
