// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of the text of tokens: UTF-8, in which half of a surrogate pair has the three
 * bytes of its number. A model may cut a character in two, whose halves come together
 * again where the tokens do.
 *
 * @since 0.1.0
 */
public final class TokenText {

	/** The first byte of every surrogate. */
	private static final int LEAD = 0xed;

	private TokenText() {
	}

	/**
	 * Writes a text.
	 * @param text the text
	 * @return the bytes
	 */
	public static byte[] bytes(String text) {
		return text.codePoints().anyMatch(TokenText::isHalf) ? bytesOfHalves(text)
				: text.getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isHalf(int point) {
		return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
	}

	private static byte[] bytesOfHalves(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		text.codePoints().forEach((point) -> {
			if (isHalf(point)) {
				bytes.write(LEAD);
				bytes.write(0x80 | (point >> 6 & 0x3f));
				bytes.write(0x80 | (point & 0x3f));
			}
			else {
				bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
			}
		});
		return bytes.toByteArray();
	}

	/**
	 * Reads a text. What is malformed is replaced, as in UTF-8.
	 * @param bytes the bytes
	 * @return the text
	 */
	static String read(byte[] bytes) {
		StringBuilder text = new StringBuilder();
		int begin = 0;
		for (int i = 0; i < bytes.length - 2; i++) {
			if (isHalfAt(bytes, i)) {
				text.append(new String(bytes, begin, i - begin, StandardCharsets.UTF_8))
					.append((char) (0xd000 | (bytes[i + 1] & 0x3f) << 6 | (bytes[i + 2] & 0x3f)));
				i += 2;
				begin = i + 1;
			}
		}
		String rest = new String(bytes, begin, bytes.length - begin, StandardCharsets.UTF_8);
		return (begin == 0) ? rest : text.append(rest).toString();
	}

	private static boolean isHalfAt(byte[] bytes, int index) {
		return (bytes[index] & 0xff) == LEAD && (bytes[index + 1] & 0xe0) == 0xa0 && (bytes[index + 2] & 0xc0) == 0x80;
	}

}
