// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.net.InetSocketAddress;

import dev.callbacks.console.Visitor.CsrfView;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.server.ServerWebExchange;

/**
 * The guard of the console in a reactive web server.
 */
@ControllerAdvice(assignableTypes = ConsoleController.class)
final class ReactiveConsoleGuard {

	private static final boolean HAS_CSRF = ClassUtils.isPresent(
			"org.springframework.security.web.server.csrf.CsrfToken", ReactiveConsoleGuard.class.getClassLoader());

	private final boolean believesProxies;

	/**
	 * Creates a guard.
	 * @param believesProxies whether the server takes the word of proxies
	 */
	ReactiveConsoleGuard(boolean believesProxies) {
		this.believesProxies = believesProxies;
	}

	@ModelAttribute
	Mono<Void> admit(ServerWebExchange exchange) {
		ConsoleAccess.REPLY_HEADERS.forEach(exchange.getResponse().getHeaders()::set);
		return exchange.getPrincipal()
			.map(Viewer::of)
			.defaultIfEmpty(new Viewer(null))
			.doOnNext((viewer) -> ConsoleAccess.check(visit(exchange.getRequest(), viewer)))
			.flatMap((viewer) -> (HAS_CSRF ? Csrf.of(exchange) : Mono.<CsrfView>empty())
				.map((csrf) -> new Visitor(viewer, csrf))
				.defaultIfEmpty(new Visitor(viewer, null)))
			.doOnNext((visitor) -> exchange.getAttributes().put(Visitor.ATTRIBUTE, visitor))
			.then();
	}

	private Visit visit(ServerHttpRequest request, Viewer viewer) {
		InetSocketAddress remote = request.getRemoteAddress();
		return new Visit(request.getMethod().name(), (remote != null) ? remote.getAddress() : null,
				this.believesProxies, request.getHeaders()::getFirst, viewer);
	}

	/**
	 * The part that needs Spring Security.
	 */
	private static final class Csrf {

		private static Mono<CsrfView> of(ServerWebExchange exchange) {
			Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
			return token.map((found) -> new CsrfView(found.getHeaderName(), found.getToken()));
		}

	}

}
