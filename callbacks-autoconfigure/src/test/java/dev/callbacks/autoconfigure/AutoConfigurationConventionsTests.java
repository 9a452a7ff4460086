// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every auto-configuration and property.
 */
class AutoConfigurationConventionsTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
		.importPackages("dev.callbacks.autoconfigure");

	@Test
	void importsNameExactlyTheAutoConfigurations() {
		List<String> imports = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).forEach((name) -> {
			if (name.startsWith("dev.callbacks.")) {
				imports.add(name);
			}
		});
		assertThat(imports).isSorted()
			.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.toList());
	}

	@Test
	void autoConfigurationsAreFinalAndShowNothing() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(CLASSES);
		methods().that()
			.areDeclaredInClassesThat()
			.haveSimpleNameEndingWith("Configuration")
			.should()
			.notBePublic()
			.check(CLASSES);
	}

	@Test
	void everyPropertyHasADescriptionOfOneSentence() throws IOException {
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode root = JsonMapper.builder().build().readTree(metadata);
			Set<String> names = new HashSet<>();
			for (JsonNode property : root.get("properties")) {
				String name = property.get("name").asString();
				names.add(name);
				assertThat(property.has("description")).as("description of " + name).isTrue();
				assertThat(property.get("description").asString()).as(name)
					.endsWith(".")
					.doesNotStartWith("The ")
					.matches("[A-Z][a-z-]+ .*");
			}
			assertThat(names).contains("callbacks.enabled", "callbacks.dispatch.window", "callbacks.handlers",
					"callbacks.executor.bean-name", "callbacks.chat.embedded", "callbacks.shutdown.timeout");
			for (JsonNode hint : root.get("hints")) {
				String name = hint.get("name").asString();
				assertThat(names).contains(name.replaceAll("\\.keys$", ""));
			}
		}
	}

	@Test
	void propertiesAreInTheReadme() throws IOException {
		String documents = Files.readString(Path.of("../README.md"))
				+ Files.readString(Path.of("../docs/properties.md"));
		try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode root = JsonMapper.builder().build().readTree(metadata);
			for (JsonNode property : root.get("properties")) {
				String name = property.get("name").asString();
				assertThat(documents).contains("`" + name + "`");
				assertThat(documents).contains(property.get("description").asString());
			}
		}
	}

	@Test
	void nothingUsesClassesThatBootHasMoved() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.actuate.metrics..", "jakarta.annotation..")
			.check(CLASSES);
	}

	@Test
	void metersAreKnownToTheirConfigurationOnly() {
		noClasses().that()
			.resideOutsideOfPackage("dev.callbacks.autoconfigure.metrics")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer.core..")
			.check(CLASSES);
	}

	@Test
	void noTestIsSwitchedOff() throws IOException {
		String off = "@" + "Disabled";
		for (String module : List.of("callbacks-autoconfigure", "callbacks-test", "demo-app")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					String source = Files.readString(file, StandardCharsets.UTF_8);
					assertThat(source.lines().filter((line) -> line.strip().startsWith(off))).as(file.toString())
						.isEmpty();
				}
			}
		}
	}

}
