// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A place in a stream, which is also the id of the event there.
 *
 * @param root the id of the stream, which is that of its root run
 * @param number the number of the event, 0 for the place before the first
 */
record StreamPosition(UUID root, long number) {

	private static final Pattern ROOT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

	private static final Pattern FORM = Pattern.compile("(" + ROOT.pattern() + "):(\\d{1,18})");

	/**
	 * Reads a position.
	 * @return the position, or {@code null} if the text is none
	 */
	static @Nullable StreamPosition of(String text) {
		Matcher matcher = FORM.matcher(text);
		return matcher.matches()
				? new StreamPosition(UUID.fromString(matcher.group(1)), Long.parseLong(matcher.group(3))) : null;
	}

	/**
	 * Reads the id of a stream.
	 * @return the id, or {@code null} if the text is none
	 */
	static @Nullable UUID root(String text) {
		return ROOT.matcher(text).matches() ? UUID.fromString(text) : null;
	}

	@Override
	public String toString() {
		return this.root + ":" + this.number;
	}

}
