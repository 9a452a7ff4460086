// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;
import java.util.Optional;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityResultHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Takes streams that controllers of WebFlux return.
 */
final class StreamResultHandler implements HandlerResultHandler, Ordered {

	private final StreamResponder responder;

	private final ResponseEntityResultHandler delegate;

	StreamResultHandler(StreamResponder responder, ResponseEntityResultHandler delegate) {
		this.responder = responder;
		this.delegate = delegate;
	}

	@Override
	public boolean supports(HandlerResult result) {
		return result.getReturnType().resolve() == ResumableStream.class;
	}

	@Override
	public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
		String lastEventId = exchange.getRequest().getHeaders().getFirst(StreamReply.LAST_EVENT_ID);
		return exchange.getPrincipal()
			.map(Optional::<Principal>of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((user) -> this.responder.reply((ResumableStream) result.getReturnValue(), lastEventId,
					StreamVisitor.of(user.orElse(null))))
			.flatMap((reply) -> this.delegate.handleResult(exchange,
					new HandlerResult(result.getHandler(), reply, StreamReply.type(), result.getBindingContext())));
	}

	/**
	 * Returns a place before the handler for bodies, which takes all that a
	 * {@code RestController} returns.
	 */
	@Override
	public int getOrder() {
		return 0;
	}

}
