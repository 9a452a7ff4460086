// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.UUID;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The streams of other instances if there are no others.
 */
final class NoRemoteStreams implements RemoteStreams {

	@Override
	public Mono<RemoteStream> find(UUID root) {
		return Mono.empty();
	}

	@Override
	public Flux<NumberedEvent> follow(UUID root, long after) {
		return Flux.empty();
	}

	@Override
	public Mono<Boolean> stop(UUID root) {
		return Mono.just(false);
	}

}
