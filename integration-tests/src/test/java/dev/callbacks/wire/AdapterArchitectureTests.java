// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * What adapters are made of.
 */
class AdapterArchitectureTests {

	private static final String[] ADAPTERS = { "dev.callbacks.springai..", "dev.callbacks.langchain4j.." };

	/**
	 * The builders of workflows are the library's own, and its interfaces tell of its
	 * internals.
	 */
	private static final String WORKFLOWS = ".*\\.(ObservedWorkflows(\\$.*)?|WorkflowStep|WorkflowInvocations)";

	private final JavaClasses classes = new ClassFileImporter().importPackages("dev.callbacks.springai",
			"dev.callbacks.langchain4j");

	@Test
	void adaptersHaveNoThreadsOfTheirOwn() {
		noClasses().that()
			.resideInAnyPackage(ADAPTERS)
			.should()
			.callConstructor(Thread.class, Runnable.class)
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(Executors.class, ThreadPoolExecutor.class, Timer.class)
			.check(this.classes);
	}

	@Test
	void adaptersDoNotKnowTheEngine() {
		noClasses().that()
			.resideInAnyPackage(ADAPTERS)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("dev.callbacks.dispatch..")
			.check(this.classes);
	}

	@Test
	void adaptersUseInterfacesOfLibrariesAndFewClassesBesides() {
		noClasses().that()
			.resideInAnyPackage(ADAPTERS)
			.and()
			.haveSimpleNameNotEndingWith("Loop")
			.and()
			.haveNameNotMatching(WORKFLOWS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("..internal..", "org.springframework.ai.openai..", "org.springframework.ai.anthropic..",
					"dev.langchain4j.model.openai..", "dev.langchain4j.model.anthropic..")
			.check(this.classes);
	}

}
