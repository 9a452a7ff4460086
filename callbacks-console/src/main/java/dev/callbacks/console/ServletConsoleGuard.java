// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.security.Principal;

import dev.callbacks.console.Visitor.CsrfView;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * The guard of the console in a servlet container. It looks at the request as the
 * container got it, before any filter took the word of a proxy.
 */
@ControllerAdvice(assignableTypes = ConsoleController.class)
final class ServletConsoleGuard {

	/** The attribute by which Tomcat tells that it took the word of a proxy. */
	private static final String TOMCAT_FORWARDED = "org.apache.tomcat.request.forwarded";

	private static final boolean HAS_CSRF = ClassUtils.isPresent("org.springframework.security.web.csrf.CsrfToken",
			ServletConsoleGuard.class.getClassLoader());

	@ModelAttribute
	void admit(HttpServletRequest request, HttpServletResponse response) {
		ConsoleAccess.REPLY_HEADERS.forEach(response::setHeader);
		HttpServletRequest original = original(request);
		Principal principal = request.getUserPrincipal();
		Visit visit = new Visit(request.getMethod(), ConsoleAccess.address(original.getRemoteAddr()),
				original.getAttribute(TOMCAT_FORWARDED) != null, original::getHeader, Viewer.of(principal));
		ConsoleAccess.check(visit);
		request.setAttribute(Visitor.ATTRIBUTE, new Visitor(visit.viewer(), HAS_CSRF ? Csrf.of(request) : null));
	}

	private static HttpServletRequest original(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return (HttpServletRequest) original;
	}

	/**
	 * The part that needs Spring Security.
	 */
	private static final class Csrf {

		private static @Nullable CsrfView of(HttpServletRequest request) {
			return (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token)
					? new CsrfView(token.getHeaderName(), token.getToken()) : null;
		}

	}

}
