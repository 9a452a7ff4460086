// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import org.jspecify.annotations.Nullable;

/**
 * The sender of a request that was let in.
 *
 * @param viewer the user
 * @param csrf the token that the user's page has to send, or {@code null} if Spring
 * Security asks for none
 */
record Visitor(Viewer viewer, @Nullable CsrfView csrf) {

	/** The name of the attribute of the request. */
	static final String ATTRIBUTE = "dev.callbacks.console.visitor";

	/**
	 * The token against forged requests.
	 *
	 * @param header the header to send it in
	 * @param token the token
	 */
	record CsrfView(String header, String token) {

	}

}
