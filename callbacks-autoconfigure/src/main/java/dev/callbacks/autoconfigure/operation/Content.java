// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.message.ObjectText;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;

/**
 * The content of runs as one reply shows it: not at all, or redacted and sanitized.
 *
 * @param redactor the application's redactors
 * @param sanitizer the application's sanitizer, or {@code null} if nothing is shown
 */
public record Content(ContentRedactor redactor, @Nullable Sanitizer sanitizer) {

	private static final String PREFIX = "callbacks.run.";

	/** Nothing is shown. */
	public static final Content HIDDEN = new Content(ContentRedactor.all(List.of()), null);

	/**
	 * Returns a part of the content.
	 * @param key the name of the part
	 * @param value the part, or {@code null} if there is none
	 * @return the part as it is shown, or {@code null} if it is not
	 */
	public @Nullable String of(String key, @Nullable String value) {
		Object shown = sanitized(key, value);
		return (shown != null) ? shown.toString() : null;
	}

	/**
	 * Returns the metadata of a run.
	 * @param metadata the metadata
	 * @return the metadata as it is shown, or {@code null} if it is not
	 */
	public @Nullable Map<String, Object> of(Map<String, Object> metadata) {
		if (this.sanitizer == null) {
			return null;
		}
		Map<String, Object> shown = new LinkedHashMap<>();
		metadata.forEach((key, value) -> {
			Object sanitized = sanitized("metadata." + key, ObjectText.of(value));
			if (sanitized != null) {
				shown.put(key, sanitized);
			}
		});
		return shown;
	}

	private @Nullable Object sanitized(String key, @Nullable String value) {
		if (this.sanitizer == null || value == null) {
			return null;
		}
		return this.sanitizer.sanitize(new SanitizableData(null, PREFIX + key, this.redactor.redact(value)), true);
	}

}
