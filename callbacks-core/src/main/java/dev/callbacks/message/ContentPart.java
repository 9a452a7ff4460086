// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Objects;

/**
 * A piece of a {@link ChatMessage}: text, or a reference to something else.
 *
 * @since 0.1.0
 */
public sealed interface ContentPart {

	/**
	 * A piece of text.
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
	 * Media that a provider fetches or decodes itself, such as an image or a sound.
	 *
	 * @param mimeType what it is, such as {@code image/png}
	 * @param uri where it is; a {@code data:} URI carries it
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
