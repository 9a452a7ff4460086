// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.SimpleJavaFileObject;

/**
 * The source of a class that has a Java block of a page as its members or, if they are
 * statements, as the body of a method. It extends the class of the page's block before,
 * so that what was declared there is known. The code is on the same lines as on the page.
 */
final class SnippetSource extends SimpleJavaFileObject {

	private static final Pattern IMPORT = Pattern.compile("import (?:static )?[\\w.]+\\.(?:\\w+|\\*);");

	private static final Pattern PACKAGE = Pattern.compile("package [\\w.]+;");

	private final CodeBlock block;

	private final String className;

	private final String head;

	private final String body;

	private final boolean statements;

	private SnippetSource(CodeBlock block, String className, String head, String body, boolean statements) {
		super(URI.create("page:///" + className + ".java"), Kind.SOURCE);
		this.block = block;
		this.className = className;
		this.head = head;
		this.body = body;
		this.statements = statements;
	}

	/**
	 * Returns the sources of all Java blocks of a page.
	 */
	static List<SnippetSource> of(MarkdownPage page) {
		List<SnippetSource> sources = new ArrayList<>();
		Map<String, String> imports = new TreeMap<>();
		String parent = "Object";
		for (CodeBlock block : page.blocks("java")) {
			Stream.concat(block.given().lines(), block.code().stream())
				.map(String::strip)
				.filter((line) -> IMPORT.matcher(line).matches())
				.forEach((line) -> imports.put(line.substring(line.lastIndexOf('.')), line));
			String className = page.name().replaceAll("\\W", "_") + "_line_" + block.line();
			String head = String.join(" ", imports.values()) + " class " + className + " extends " + parent + " { "
					+ withoutImports(block.given().lines()).replace('\n', ' ');
			sources.add(new SnippetSource(block, className, head, withoutImports(block.code().stream()), false));
			parent = className;
		}
		return sources;
	}

	private static String withoutImports(Stream<String> lines) {
		return String.join("\n", lines.map((line) -> isMember(line.strip()) ? line : "").toList());
	}

	private static boolean isMember(String line) {
		return !IMPORT.matcher(line).matches() && !PACKAGE.matcher(line).matches();
	}

	/**
	 * Returns the source with the block as statements instead of members.
	 */
	SnippetSource asStatements() {
		return new SnippetSource(this.block, this.className, this.head, this.body, true);
	}

	CodeBlock block() {
		return this.block;
	}

	@Override
	public CharSequence getCharContent(boolean ignoreEncodingErrors) {
		String code = "\n".repeat(this.block.line() - 1) + this.body;
		return this.head + (this.statements ? " void snippet() throws Exception {" + code + "\n}" : code) + "\n}";
	}

}
