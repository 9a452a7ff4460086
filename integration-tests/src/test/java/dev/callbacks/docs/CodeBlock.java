// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.util.List;

/**
 * A block of code on a page.
 *
 * @param page the page
 * @param line the number of the first line of code
 * @param given declarations that the block takes for granted, from the comment before it
 * @param code the lines of code
 */
record CodeBlock(MarkdownPage page, int line, String given, List<String> code) {

	String text() {
		return String.join("\n", this.code);
	}

	String place() {
		return this.page.name() + ":" + this.line;
	}

}
