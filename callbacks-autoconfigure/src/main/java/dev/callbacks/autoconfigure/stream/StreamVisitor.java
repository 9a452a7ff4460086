// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * The user that a request comes from. Whoever Spring Security calls anonymous is none:
 * all who are not known would be one user.
 */
final class StreamVisitor {

	private static final boolean IS_SECURED = ClassUtils.isPresent(
			"org.springframework.security.authentication.AnonymousAuthenticationToken",
			StreamVisitor.class.getClassLoader());

	private StreamVisitor() {
	}

	static StreamOwner of(@Nullable Principal principal) {
		boolean isAnonymous = IS_SECURED && principal != null && Security.isAnonymous(principal);
		return StreamOwner.of(isAnonymous ? null : principal);
	}

	/**
	 * The part that needs Spring Security.
	 */
	private static final class Security {

		private static boolean isAnonymous(Principal principal) {
			return principal instanceof AnonymousAuthenticationToken;
		}

	}

}
