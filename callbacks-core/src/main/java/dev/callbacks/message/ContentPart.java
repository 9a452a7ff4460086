// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

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
	 * @param uri the location of the media, or a {@code data:} URI with its content;
	 * empty in an observed call of another library whose media has no location
	 */
	record Media(String mimeType, String uri) implements ContentPart {

		private static final String BASE64 = ";base64";

		public Media {
			Objects.requireNonNull(mimeType, "mimeType");
			Objects.requireNonNull(uri, "uri");
		}

		/**
		 * Returns the content of a {@code data:} URI, as it is encoded there.
		 * @return the content in Base64, or {@code null} if the URI does not have it
		 */
		public @Nullable String base64() {
			int comma = this.uri.indexOf(',');
			boolean encoded = this.uri.regionMatches(true, 0, "data:", 0, 5)
					&& this.uri.regionMatches(true, comma - BASE64.length(), BASE64, 0, BASE64.length());
			return encoded ? this.uri.substring(comma + 1) : null;
		}

		@Override
		public String toString() {
			return "Media[" + this.mimeType + ", " + this.uri.length() + " characters]";
		}

	}

}
