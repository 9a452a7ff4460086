// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.net.InetAddress;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A request to the console, as far as it matters who sent it.
 *
 * @param method the method
 * @param remoteAddress the address of the other end of the connection, or {@code null} if
 * it is not known
 * @param relayed whether the address may be one that a proxy named
 * @param headers the headers as they came, by name
 * @param viewer the user
 */
record Visit(String method, @Nullable InetAddress remoteAddress, boolean relayed,
		Function<String, @Nullable String> headers, Viewer viewer) {

	@Nullable String header(String name) {
		return this.headers.apply(name);
	}

	boolean hasHeader(String name) {
		return header(name) != null;
	}

}
