// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Tags;

/**
 * The kinds of content that tokens stand for, the values of
 * {@code gen_ai.token.modality}.
 */
enum TokenModality {

	/** Text. */
	TEXT,

	/** Images. */
	IMAGE,

	/** Sound. */
	AUDIO,

	/** Moving pictures. */
	VIDEO,

	/** A modality that the provider does not tell. */
	UNKNOWN;

	/**
	 * Splits a number of tokens by the kinds that the provider tells.
	 * @param tokens the number of all tokens
	 * @param details parts of them, some of which have the name of a kind
	 * @return the numbers of tokens; what is left is of an unknown kind
	 */
	static Map<TokenModality, Long> split(long tokens, Map<String, Long> details) {
		Map<TokenModality, Long> parts = new EnumMap<>(TokenModality.class);
		long left = tokens;
		for (TokenModality modality : values()) {
			Long part = details.get(MeterTags.value(modality));
			if (part != null && modality != UNKNOWN) {
				parts.put(modality, part);
				left -= part;
			}
		}
		if (left > 0 || parts.isEmpty()) {
			parts.put(UNKNOWN, Math.max(0, left));
		}
		return parts;
	}

	Tags tag(Tags tags) {
		return tags.and("gen_ai.token.modality", MeterTags.value(this));
	}

}
