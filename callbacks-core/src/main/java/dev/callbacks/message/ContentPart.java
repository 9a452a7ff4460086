// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

/**
 * A part of a {@link ChatMessage}: text, or media.
 *
 * @since 0.1.0
 */
public sealed interface ContentPart {

	/**
	 * A part with text.
	 *
	 * @param text the text
	 */
	record Text(String text) implements ContentPart {

		public Text {
			Objects.requireNonNull(text, "text");
		}

		@Override
		public String toString() {
			return "Text[" + this.text.length() + " characters]";
		}

	}

	/**
	 * A part with media that a provider fetches or decodes, such as an image.
	 *
	 * @param mimeType the type of the media, such as {@code image/png}
	 * @param uri the location of the media, or a {@code data:} URI with its content
	 */
	record Media(String mimeType, String uri) implements ContentPart {

		public Media {
			Objects.requireNonNull(mimeType, "mimeType");
			Objects.requireNonNull(uri, "uri");
		}

		@Override
		public String toString() {
			return "Media[" + this.mimeType + ", " + this.uri.length() + " characters]";
		}

	}

}
