// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The modules, scripts, tests and profiles that the pages name.
 */
class NamesTests {

	/** Names that stand for those of any test. */
	private static final Set<String> ANY_TEST = Set.of("YourTests", "XTests");

	@Test
	void everyModuleExists() {
		assertThat(named("mvn [^`\\n]*?(?:-pl|-f) ([\\w,/-]+)")).isNotEmpty()
			.flatMap((modules) -> List.of(modules.split(",")))
			.allSatisfy((module) -> assertThat(RepositoryFiles.ROOT.resolve(module))
				.isDirectoryContaining("glob:**/pom.xml"));
	}

	@Test
	void everyScriptCanBeRun() {
		assertThat(named("(?m)(?:`|^)([\\w.-]+/run)\\b")).isNotEmpty()
			.allSatisfy((script) -> assertThat(RepositoryFiles.ROOT.resolve(script)).isExecutable());
	}

	@Test
	void everyTestExists() throws IOException {
		Set<String> classes = RepositoryFiles.endingWith(".java")
			.stream()
			.map((file) -> file.getFileName().toString().replace(".java", ""))
			.collect(Collectors.toSet());
		classes.addAll(ANY_TEST);
		assertThat(named("(?:-Dtest=|`)(\\w+(?:Tests|Stress))\\b")).isNotEmpty().isSubsetOf(classes);
	}

	@Test
	void everyMemberOfTheEngineExists() throws IOException {
		Path engine = RepositoryFiles.ROOT.resolve("callbacks-core/src/main/java/dev/callbacks/dispatch");
		List<String> members = named("`([A-Z]\\w+\\.[a-z]\\w+)").stream()
			.filter((member) -> Files.exists(engine.resolve(classOf(member) + ".java")))
			.toList();
		assertThat(members).isNotEmpty();
		for (String member : members) {
			assertThat(Files.readString(engine.resolve(classOf(member) + ".java"))).as(member)
				.containsPattern("\\b" + member.substring(member.indexOf('.') + 1) + "\\b");
		}
	}

	private static String classOf(String member) {
		return member.substring(0, member.indexOf('.'));
	}

	@Test
	void everyProfileOfTheDemoExists() {
		assertThat(named("spring-boot\\.run\\.profiles=(\\w+)")).isNotEmpty()
			.allSatisfy((profile) -> assertThat(
					RepositoryFiles.ROOT.resolve("demo-app/src/main/resources/application-" + profile + ".yml"))
				.exists());
	}

	private static List<String> named(String pattern) {
		Pattern command = Pattern.compile(pattern);
		return MarkdownPage.all()
			.stream()
			.flatMap((page) -> command.matcher(String.join("\n", page.lines())).results())
			.map((found) -> found.group(1))
			.distinct()
			.toList();
	}

}
