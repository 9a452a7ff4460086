// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.lang.reflect.Method;

import reactor.core.publisher.Flux;

import org.springframework.core.MethodParameter;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * A maker of replies of a type that Spring MVC and WebFlux know.
 */
final class StreamReply {

	/** The header in which a browser tells the id of the event that it got last. */
	static final String LAST_EVENT_ID = "Last-Event-ID";

	/** The method whose return type is that of all replies. */
	static final Method METHOD = method();

	private StreamReply() {
	}

	private static Method method() {
		Method method = ReflectionUtils.findMethod(StreamReply.class, "of", Flux.class);
		Assert.state(method != null, "No method");
		return method;
	}

	/**
	 * Returns the type of all replies as that of what a controller returns.
	 */
	static MethodParameter type() {
		return new MethodParameter(METHOD, -1);
	}

	static ResponseEntity<Flux<ServerSentEvent<String>>> of(Flux<ServerSentEvent<String>> events) {
		return ResponseEntity.ok()
			.contentType(MediaType.TEXT_EVENT_STREAM)
			.cacheControl(CacheControl.noStore())
			.header("X-Accel-Buffering", "no")
			.body(events);
	}

	static ResponseEntity<Flux<ServerSentEvent<String>>> without(HttpStatus status) {
		return ResponseEntity.status(status).cacheControl(CacheControl.noStore()).build();
	}

}
