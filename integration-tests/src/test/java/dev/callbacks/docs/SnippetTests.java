// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.util.JavacTask;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java code of all pages compiles. A page is read from top to bottom: imports and
 * declarations of its blocks hold for those that follow. What a block takes for granted
 * besides is in a comment before it, such as
 * {@code <!-- given: CallbackChatModel chatModel; -->}.
 */
class SnippetTests {

	private static final List<String> OPTIONS = List.of("-proc:none", "-Xlint:none", "-parameters", "-Xmaxerrs", "500",
			"--release", "17", "-classpath",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));

	private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

	@Test
	void everySnippetCompiles() throws IOException {
		List<SnippetSource> members = MarkdownPage.all()
			.stream()
			.flatMap((page) -> SnippetSource.of(page).stream())
			.toList();
		Set<JavaFileObject> noMembers = errors(members, JavacTask::parse).stream()
			.map(Diagnostic::getSource)
			.collect(Collectors.toSet());
		List<SnippetSource> sources = members.stream()
			.map((source) -> noMembers.contains(source) ? source.asStatements() : source)
			.toList();
		assertThat(sources).hasSizeGreaterThan(20);
		assertThat(errors(sources, JavacTask::analyze)).extracting(SnippetTests::describe).isEmpty();
	}

	private List<Diagnostic<? extends JavaFileObject>> errors(List<SnippetSource> sources, Compilation compilation)
			throws IOException {
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		compilation.run((JavacTask) this.compiler.getTask(null, null, diagnostics, OPTIONS, null, sources));
		return diagnostics.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.toList();
	}

	private static String describe(Diagnostic<? extends JavaFileObject> error) {
		String page = (error.getSource() instanceof SnippetSource source) ? source.block().page().name() : "?";
		return page + ":" + error.getLineNumber() + ": " + error.getMessage(Locale.ENGLISH);
	}

	/** A part of what a compiler does. */
	private interface Compilation {

		void run(JavacTask task) throws IOException;

	}

}
