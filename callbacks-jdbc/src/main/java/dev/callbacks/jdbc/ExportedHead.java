// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A head of a chain as it was exported.
 *
 * @param chain the number of the chain
 * @param links the number of its links
 * @param code the code that covers them, hexadecimal
 */
record ExportedHead(long chain, long links, String code) {

	private static final Pattern LINE = Pattern
		.compile("\\bchain=(\\d{1,18}) links=(\\d{1,18}) head=([0-9a-f]{64})\\b");

	String line(Instant at, String instance) {
		return "chain=" + this.chain + " links=" + this.links + " head=" + this.code + " at=" + at + " instance="
				+ instance;
	}

	/**
	 * Reads a head from a line of a file or a log.
	 */
	static Optional<ExportedHead> parse(String line) {
		Matcher matcher = LINE.matcher(line);
		return matcher.find() ? Optional
			.of(new ExportedHead(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)))
				: Optional.empty();
	}

}
