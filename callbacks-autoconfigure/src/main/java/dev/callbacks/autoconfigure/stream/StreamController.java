// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The endpoint that resumes and stops streams. Its replies are those of an application
 * without it until a stream is opened: what should be the id of a stream is not found.
 */
@RestController
@RequestMapping("${callbacks.streams.path:/callbacks/streams}")
final class StreamController {

	private final ResumableStreams streams;

	StreamController(ResumableStreams streams) {
		this.streams = streams;
	}

	@GetMapping("/{id}")
	@Nullable ResumableStream resume(@PathVariable String id) {
		UUID root = StreamPosition.root(id);
		return (root != null) ? this.streams.resume(root) : null;
	}

	@PostMapping("/{id}/stop")
	Mono<ResponseEntity<Void>> stop(@PathVariable String id, @Nullable Principal user) {
		UUID root = StreamPosition.root(id);
		Mono<Boolean> stopped = (root != null) ? this.streams.stop(root, user) : Mono.just(false);
		return stopped.map((was) -> was ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND)
			.onErrorResume(StreamRefusedException.class, (ex) -> Mono.just(ex.status()))
			.map((status) -> ResponseEntity.status(status).build());
	}

}
