// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The values that one tag may have: the first so many different ones. All further values
 * are {@link #OTHER}, so that nobody can make meters without end.
 * <p>
 * <b>Thread-safety</b>: may be used by many threads.
 */
public final class TagLimit {

	/** The value that stands for all values beyond a limit. */
	public static final String OTHER = "_OTHER";

	/** The value of a tag that does not apply. */
	public static final String NONE = "none";

	private final int max;

	private final Set<String> values = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a limit.
	 * @param max the largest number of different values
	 */
	public TagLimit(int max) {
		this.max = max;
	}

	/**
	 * Returns the value that the tag gets.
	 * @param value the value that it is to have, or {@code null} for none
	 * @return the value itself, {@link #OTHER} or {@link #NONE}
	 */
	public String apply(@Nullable String value) {
		if (value == null) {
			return NONE;
		}
		return (this.values.contains(value) || add(value)) ? value : OTHER;
	}

	private synchronized boolean add(String value) {
		return this.values.size() < this.max && this.values.add(value) || this.values.contains(value);
	}

}
