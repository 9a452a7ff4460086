/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
	void adaptersKnowTheEngineByItsInterfacesOnly() {
		noClasses().that()
			.resideInAnyPackage(ADAPTERS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.callbacks.dispatch..", "dev.callbacks.spi..")
			.check(this.classes);
	}

	@Test
	void adaptersUseInterfacesOfLibrariesAndOneClassBesides() {
		noClasses().that()
			.resideInAnyPackage(ADAPTERS)
			.and()
			.haveSimpleNameNotEndingWith("Loop")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("..internal..", "org.springframework.ai.openai..", "org.springframework.ai.anthropic..",
					"dev.langchain4j.model.openai..", "dev.langchain4j.model.anthropic..")
			.check(this.classes);
	}

}
