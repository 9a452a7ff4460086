// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the documentation.
 *
 * @param path the file, from the folder of this module
 * @param lines the lines of the file
 */
record MarkdownPage(Path path, List<String> lines) {

	static List<MarkdownPage> all() {
		try {
			return RepositoryFiles.endingWith(".md").stream().map(MarkdownPage::read).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static MarkdownPage read(Path file) {
		try {
			return new MarkdownPage(file, Files.readAllLines(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the name by which failures call the page.
	 */
	String name() {
		return RepositoryFiles.ROOT.relativize(this.path).toString();
	}

	/**
	 * Returns the blocks of code in one language, in their order.
	 */
	List<CodeBlock> blocks(String language) {
		List<CodeBlock> blocks = new ArrayList<>();
		for (int line = 0; line < this.lines.size(); line++) {
			String fence = this.lines.get(line).strip();
			if (fence.startsWith("```")) {
				int end = endOfBlock(line);
				if (fence.equals("```" + language)) {
					blocks.add(new CodeBlock(this, line + 2, givenBefore(line), this.lines.subList(line + 1, end)));
				}
				line = end;
			}
		}
		return blocks;
	}

	/**
	 * Returns the lines that are no code; those of code are empty.
	 */
	List<String> prose() {
		List<String> prose = new ArrayList<>(this.lines);
		for (int line = 0; line < prose.size(); line++) {
			if (prose.get(line).strip().startsWith("```")) {
				int end = endOfBlock(line);
				prose.subList(line, end + 1).replaceAll((code) -> "");
				line = end;
			}
		}
		return prose;
	}

	private int endOfBlock(int begin) {
		for (int line = begin + 1; line < this.lines.size(); line++) {
			if (this.lines.get(line).strip().equals("```")) {
				return line;
			}
		}
		throw new IllegalStateException(name() + ":" + (begin + 1) + " begins a block of code without an end");
	}

	private String givenBefore(int fence) {
		if (fence == 0 || !this.lines.get(fence - 1).endsWith("-->")) {
			return "";
		}
		int begin = fence - 1;
		while (!this.lines.get(begin).startsWith("<!--")) {
			begin--;
		}
		String comment = String.join("\n", this.lines.subList(begin, fence)).strip();
		String mark = "<!-- given:";
		return comment.startsWith(mark) ? comment.substring(mark.length(), comment.length() - 3) : "";
	}

}
