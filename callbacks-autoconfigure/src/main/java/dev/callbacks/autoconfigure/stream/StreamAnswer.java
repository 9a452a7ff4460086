// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;

/**
 * The answer of a controller: a stream, none, or an entity around it.
 *
 * @param stream the stream, or {@code null} for none
 * @param entity the entity, or {@code null} if there is none around the stream
 */
record StreamAnswer(@Nullable ResumableStream stream, @Nullable HttpEntity<?> entity) {

	static boolean isAnswer(ResolvableType type) {
		ResolvableType entity = type.as(HttpEntity.class);
		return ((entity != ResolvableType.NONE) ? entity.getGeneric() : type).resolve() == ResumableStream.class;
	}

	static boolean isAnswer(@Nullable Object value) {
		return ((value instanceof HttpEntity<?> entity) ? entity.getBody() : value) instanceof ResumableStream;
	}

	static StreamAnswer of(@Nullable Object value) {
		return (value instanceof HttpEntity<?> entity) ? new StreamAnswer((ResumableStream) entity.getBody(), entity)
				: new StreamAnswer((ResumableStream) value, null);
	}

	Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> reply(StreamResponder responder, @Nullable String lastEventId,
			StreamOwner visitor) {
		if (this.entity != null && this.stream == null) {
			return Mono.just(within(this.entity, ResponseEntity.ok().build()));
		}
		return responder.reply(this.stream, lastEventId, visitor)
			.map((reply) -> (this.entity != null && reply.hasBody()) ? within(this.entity, reply) : reply);
	}

	/**
	 * Gives a reply the status and the headers of an entity, where that says something.
	 */
	private static <T> ResponseEntity<T> within(HttpEntity<?> entity, ResponseEntity<T> reply) {
		HttpStatusCode status = (entity instanceof ResponseEntity<?> response) ? response.getStatusCode()
				: HttpStatus.OK;
		return ResponseEntity.status(status).headers((headers) -> {
			headers.putAll(reply.getHeaders());
			headers.putAll(entity.getHeaders());
		}).body(reply.getBody());
	}

}
