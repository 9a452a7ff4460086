// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A filter that lets the page load nothing from elsewhere but other instances of the
 * demo, and run no script of its text.
 */
@Component
final class PageHeaders extends OncePerRequestFilter {

	private final String policy;

	PageHeaders(@Value("${demo.instances:}") String[] instances) {
		this.policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' "
				+ String.join(" ", instances)
				+ "; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy", this.policy);
		response.setHeader("X-Content-Type-Options", "nosniff");
		chain.doFilter(request, response);
	}

}
