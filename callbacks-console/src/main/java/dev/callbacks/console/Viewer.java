// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * The user that a request comes from, as far as Spring Security authenticated one. Users
 * that others authenticated are nobody.
 *
 * @param user the user, or {@code null}
 */
record Viewer(@Nullable Principal user) implements SecurityContext {

	private static final boolean IS_SECURED = ClassUtils.isPresent("org.springframework.security.core.Authentication",
			Viewer.class.getClassLoader());

	static Viewer of(@Nullable Principal principal) {
		boolean authenticated = IS_SECURED && principal != null && Security.isAuthenticated(principal);
		return new Viewer(authenticated ? principal : null);
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.user;
	}

	@Override
	public boolean isUserInRole(String role) {
		return this.user != null && Security.hasAuthority(this.user, role.startsWith("ROLE_") ? role : "ROLE_" + role);
	}

	/**
	 * The part that needs Spring Security.
	 */
	private static final class Security {

		private static boolean isAuthenticated(Principal principal) {
			return principal instanceof Authentication authentication && authentication.isAuthenticated()
					&& !(authentication instanceof AnonymousAuthenticationToken);
		}

		private static boolean hasAuthority(Principal principal, String name) {
			return ((Authentication) principal).getAuthorities()
				.stream()
				.anyMatch((authority) -> name.equals(authority.getAuthority()));
		}

	}

}
