// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
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
		ResolvableType type = result.getReturnType();
		return StreamAnswer.isAnswer(result.getReturnValue()) || StreamAnswer.isAnswer(type)
				|| (adapter(type) != null && StreamAnswer.isAnswer(type.getGeneric()));
	}

	/**
	 * Returns the adapter of a type that stands for one value or none, such as a
	 * {@link Mono}.
	 */
	private static @Nullable ReactiveAdapter adapter(ResolvableType type) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type.toClass());
		return (adapter != null && !adapter.isMultiValue()) ? adapter : null;
	}

	@Override
	public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
		String lastEventId = exchange.getRequest().getHeaders().getFirst(StreamReply.LAST_EVENT_ID);
		return Mono.zip(orEmpty(value(result)), orEmpty(exchange.getPrincipal()))
			.flatMap((both) -> StreamAnswer.of(both.getT1().orElse(null))
				.reply(this.responder, lastEventId, StreamVisitor.of(both.getT2().orElse(null))))
			.flatMap((reply) -> this.delegate.handleResult(exchange,
					new HandlerResult(result.getHandler(), reply, StreamReply.type(), result.getBindingContext())));
	}

	private static Mono<Object> value(HandlerResult result) {
		Object value = result.getReturnValue();
		ReactiveAdapter adapter = StreamAnswer.isAnswer(value) ? null : adapter(result.getReturnType());
		return (adapter != null) ? Mono.from(adapter.toPublisher(value)) : Mono.justOrEmpty(value);
	}

	private static <T> Mono<Optional<T>> orEmpty(Mono<T> mono) {
		return mono.map(Optional::of).defaultIfEmpty(Optional.empty());
	}

	/**
	 * Returns a place before the handlers for entities and bodies, which take all that a
	 * {@code RestController} returns.
	 */
	@Override
	public int getOrder() {
		return -1;
	}

}
